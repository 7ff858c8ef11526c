#include "tests/bench/portal.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "tests/bench/client.hpp"

namespace sallyport::bench {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>{in}, {}};
}

double megabytes(const std::string& status, std::string_view name) {
  const auto found = status.find(name);
  return found == std::string::npos ? 0 : std::stod(status.substr(found + name.size())) / 1024;
}

/// The nineteenth field of proc(5)'s stat; the second may hold spaces.
int niceness(const std::string& stat) {
  auto at = stat.rfind(')');
  for (int field = 2; field < 19 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  return at == std::string::npos ? 0 : std::stoi(stat.substr(at));
}

std::string the_program() {
  const char* given = getenv("SALLYPORT_PROGRAM");
  return given != nullptr ? given : "build/sallyport";
}

}  // namespace

Program::Program(std::vector<std::string> command, const std::filesystem::path& output) {
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a program");
  if (pid_ == 0) {
    setpgid(0, 0);
    const int to = open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(to, 1);
    dup2(to, 2);
    execvp(words.front(), words.data());
    _exit(127);
  }
}

Program::~Program() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

bool Program::runs() const { return waitpid(pid_, nullptr, WNOHANG) == 0; }

std::vector<pid_t> Program::processes() const {
  std::vector<pid_t> all{pid_};
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", pid_));
  for (pid_t child = 0; children >> child;) all.push_back(child);
  return all;
}

Spent Program::spent() const {
  Spent spent;
  for (const pid_t one : processes()) {
    const std::filesystem::path tasks = fmt::format("/proc/{}/task", one);
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
      const std::string nanoseconds = text_of(task.path() / "schedstat");
      if (nanoseconds.empty()) continue;  // the thread ended meanwhile
      double& kind =
          niceness(text_of(task.path() / "stat")) >= 10 ? spent.hashing : spent.otherwise;
      kind += std::stod(nanoseconds) / 1e9;
    }
  }
  return spent;
}

double Program::memory() const {
  return megabytes(text_of(fmt::format("/proc/{}/status", pid_)), "VmRSS:");
}
double Program::most_memory() const {
  return megabytes(text_of(fmt::format("/proc/{}/status", pid_)), "VmHWM:");
}

Installation::Installation(std::size_t people, std::size_t sessions)
    : port_(free_port()), people_(people) {
  std::ofstream(folder_.path() / "sallyport.toml") << fmt::format(
      "public_address = \"http://localhost:{0}\"\n"
      "storage.database = \"portal.db\"\n"
      "mail.folder = \"mail\"\n"
      "limits.requests_per_minute = 1000000000\n"
      "server.listen = \"127.0.0.1:{0}\"\n"
      "server.trusted_proxies = [\"127.0.0.1\"]\n"
      "server.connections_per_address = 1000000\n"
      "[[portal.parts]]\nname = \"Courses\"\naddress = \"/courses/\"\n",
      port_);
  populate(sessions);
}

void Installation::command(const std::string& words) const {
  const auto line = fmt::format("'{}' --config '{}' {} >>'{}' 2>&1", the_program(),
                                (folder_.path() / "sallyport.toml").string(), words,
                                (folder_.path() / "commands").string());
  // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): no word of it comes from elsewhere
  if (std::system(line.c_str()) == 0) return;
  throw std::runtime_error(words + " was refused: " + text_of(folder_.path() / "commands"));
}

void Installation::age_key(const std::string& name, std::chrono::hours by) const {
  const auto file = folder_.path() / "keys" / (name + ".key");
  std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - by);
}

std::unique_ptr<Program> Installation::start() const {
  auto program = std::make_unique<Program>(
      std::vector<std::string>{the_program(), "--config", folder_.path() / "sallyport.toml",
                               "serve"},
      folder_.path() / "log");
  while (program->runs()) {
    const int socket = connect_to(port_);
    if (socket >= 0) {
      close(socket);
      if (Person{port_, "127.0.0.1"}.open("/health/ready").status == 200) return program;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  throw std::runtime_error("the portal does not start: " + text_of(folder_.path() / "log"));
}

std::string email_of(std::size_t person) { return fmt::format("person{:07}@example.com", person); }

std::string address_of(std::size_t person) {
  return fmt::format("10.{}.{}.{}", person / 250 % 250, person % 250, 1 + person / 62'500 % 250);
}

int free_port() {
  const int any = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  const bool bound = bind(any, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                     getsockname(any, reinterpret_cast<sockaddr*>(&at), &size) == 0;
  close(any);
  if (!bound) throw std::runtime_error("no port is free");
  return ntohs(at.sin_port);
}

double busy_seconds() {
  std::ifstream stat("/proc/stat");
  std::string word;
  stat >> word;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft = 0, stolen = 0;
  stat >> user >> nice >> system >> idle >> waiting >> irq >> soft >> stolen;
  return (user + nice + system + irq + soft + stolen) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double own_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace sallyport::bench
