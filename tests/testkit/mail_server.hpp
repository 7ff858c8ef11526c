// A real mail server beside the test (mail_server.py), and certificates for it.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/bug.hpp"

namespace sallyport::testkit {

/// A program that prints one line when it is ready, and ends with its standard input.
class Beside {
 public:
  explicit Beside(const std::vector<std::string>& words) {
    int to[2];
    int from[2];
    check(pipe(to) == 0 && pipe(from) == 0, "a test has pipes");
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    child_ = fork();
    check(child_ >= 0, "a test can start a program");
    if (child_ == 0) {
      dup2(to[0], STDIN_FILENO);
      dup2(from[1], STDOUT_FILENO);
      for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    input_ = to[1];
    output_ = from[0];
    for (char letter = 0; read(output_, &letter, 1) == 1 && letter != '\n';) line_ += letter;
    check(!line_.empty(), "the program beside the test is ready");
  }
  ~Beside() {
    close(input_);
    close(output_);
    waitpid(child_, nullptr, 0);
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  [[nodiscard]] const std::string& line() const { return line_; }

 private:
  pid_t child_ = 0;
  int input_ = -1;
  int output_ = -1;
  std::string line_;
};

inline std::filesystem::path beside_this_file(const char* name) {
  return std::filesystem::path{__FILE__}.parent_path() / name;
}

inline std::string all_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

class MailServer {
 public:
  /// `words`: as mail_server.py takes them, behind the folder, which must be there.
  explicit MailServer(std::filesystem::path folder, std::vector<std::string> words = {})
      : folder_(std::move(folder)), program_(command(folder_, std::move(words))) {}

  [[nodiscard]] std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(program_.line()));
  }
  /// The emails taken so far, as they came, in order.
  [[nodiscard]] std::vector<std::string> emails() const { return files(".eml"); }
  [[nodiscard]] std::vector<std::string> senders() const { return files(".from"); }
  [[nodiscard]] std::vector<std::string> recipients() const { return files(".to"); }

 private:
  static std::vector<std::string> command(const std::filesystem::path& folder,
                                          std::vector<std::string> words) {
    words.insert(words.begin(), {"/usr/bin/python3", beside_this_file("mail_server.py").string(),
                                 folder.string()});
    return words;
  }
  [[nodiscard]] std::vector<std::string> files(std::string_view ending) const {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() == ending) paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<std::string> all;
    for (const auto& path : paths) all.push_back(all_of(path));
    return all;
  }

  std::filesystem::path folder_;
  Beside program_;
};

/// Writes authority.pem, and a certificate of it for `name`: name.pem, name.key.
inline void make_certificate(const std::filesystem::path& folder, const std::string& name) {
  const std::string script =
      "cd '" + folder.string() +
      "' && exec 2>>openssl.log && "
      "{ [ -e authority.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
      "-nodes -days 30 -subj '/CN=Authority of a test' -keyout authority.key -out authority.pem "
      "-addext basicConstraints=critical,CA:TRUE; } && "
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=" +
      name + "' -keyout '" + name +
      ".key' -out request.pem && "
      "echo 'subjectAltName=DNS:" +
      name +
      "' > names && "
      "openssl x509 -req -in request.pem -CA authority.pem -CAkey authority.key -CAcreateserial "
      "-days 30 -extfile names -out '" +
      name + ".pem'";
  check(std::system(("bash -c \"" + script + "\"").c_str()) == 0, "a test makes certificates");
}

}  // namespace sallyport::testkit
