// A real name server beside the test (name_server.py).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/testkit/mail_server.hpp"

namespace sallyport::testkit {

class NameServer {
 public:
  /// "portal.example=v=spf1 -all": a name and the text that stands there.
  explicit NameServer(const std::vector<std::string>& records) : program_(command(records)) {}

  /// Its address and port.
  [[nodiscard]] std::pair<std::string, std::uint16_t> place() const {
    return {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(program_.line()))};
  }

 private:
  static std::vector<std::string> command(const std::vector<std::string>& records) {
    std::vector<std::string> words{"/usr/bin/python3", beside_this_file("name_server.py").string()};
    words.insert(words.end(), records.begin(), records.end());
    return words;
  }

  Beside program_;
};

}  // namespace sallyport::testkit
