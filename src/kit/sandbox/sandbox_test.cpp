#include "kit/sandbox/sandbox.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <thread>

namespace sallyport::sandbox {
namespace {

using testing::IsEmpty;

/// Two folders and a port of somebody else, as the world around the sandbox.
class Sandbox : public testing::Test {
 protected:
  Sandbox() {
    std::string pattern = std::filesystem::temp_directory_path() / "sallyport-sandbox-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    for (const char* folder : {"readable", "writable", "foreign"}) {
      std::filesystem::create_directory(root_ / folder);
      std::ofstream{root_ / folder / "file"} << "text";
    }
  }
  ~Sandbox() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] Rules rules() const {
    return {.read = {root_ / "readable"}, .write = {root_ / "writable"}};
  }
  [[nodiscard]] std::filesystem::path in(const char* folder, const char* name = "file") const {
    return root_ / folder / name;
  }

  /// What is not as expected when `probe` runs in a child inside the sandbox: the names of what it
  /// found wrong, one a line.
  using Wrong = std::function<void(const char*)>;
  static std::string inside(
      const Rules& rules, const std::function<void(const Wrong&)>& probe,
      const std::function<void()>& before = [] {}) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const Wrong wrong = [&](const char* what) {
        const std::string line = std::string{what} + "\n";
        static_cast<void>(::write(ends[1], line.data(), line.size()));
      };
      try {
        before();
        const InForce in_force = enter(rules);
        if (!in_force.files) wrong("no landlock");
        if (!in_force.system_calls) wrong("no seccomp");
        probe(wrong);
      } catch (const std::exception& thrown) {
        wrong(thrown.what());
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    std::string said;
    char buffer[512];
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      said.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status)) << "the child was killed";
    return said;
  }

  static bool opens(const std::filesystem::path& path, int how) {
    const int file = ::open(path.c_str(), how, 0600);
    if (file >= 0) ::close(file);
    return file >= 0;
  }

 private:
  std::filesystem::path root_;
};

/// A port on which somebody listens.
class Listening {
 public:
  Listening() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in own = address(0);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
    EXPECT_EQ(::listen(socket_, 5), 0);
    socklen_t size = sizeof own;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    port_ = ntohs(own.sin_port);
  }
  ~Listening() { ::close(socket_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

  static sockaddr_in address(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static bool answers(std::uint16_t port) {
    const int caller = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there = address(port);
    const bool connected =
        ::connect(caller, reinterpret_cast<sockaddr*>(&there), sizeof there) == 0;
    ::close(caller);
    return connected;
  }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

TEST_F(Sandbox, LeavesTheFilesThatTheRulesNameAndNoOthers) {
  EXPECT_THAT(
      inside(rules(),
             [&](const Wrong& wrong) {
               if (!opens(in("readable"), O_RDONLY)) wrong("cannot read what is readable");
               if (opens(in("readable"), O_WRONLY)) wrong("writes what is only readable");
               if (opens(in("readable", "new"), O_WRONLY | O_CREAT)) wrong("makes a file there");
               if (!opens(in("writable"), O_RDWR)) wrong("cannot write what is writable");
               if (!opens(in("writable", "new"), O_WRONLY | O_CREAT)) wrong("cannot make a file");
               if (::rename(in("writable", "new").c_str(), in("writable", "other").c_str()) != 0)
                 wrong("cannot rename in its folder");
               if (::unlink(in("writable", "other").c_str()) != 0) wrong("cannot remove");
               if (opens(in("foreign"), O_RDONLY)) wrong("reads a foreign file");
               if (opens(in("foreign", "new"), O_WRONLY | O_CREAT)) wrong("makes a foreign file");
               if (::rename(in("writable").c_str(), in("foreign", "moved").c_str()) == 0)
                 wrong("moves a file out");
               if (opens("/etc/passwd", O_RDONLY)) wrong("reads /etc/passwd");
               if (::symlink("/etc/passwd", in("writable", "link").c_str()) == 0)
                 wrong("makes a link out");
             }),
      IsEmpty());
}

TEST_F(Sandbox, StartsNoOtherProgramAndLooksIntoNone) {
  EXPECT_THAT(inside(rules(),
                     [](const Wrong& wrong) {
                       const char* arguments[] = {"/bin/true", nullptr};
                       ::execv("/bin/true", const_cast<char**>(arguments));
                       if (errno != EPERM) wrong("execve is refused otherwise");
                       if (::fork() >= 0) wrong("forks");
                       if (::system("true") == 0) wrong("runs a shell");
                       if (::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0)
                         wrong("attaches to another program");
                       if (::kill(::getppid(), 0) == 0) wrong("signals another program");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, RunsNoMemoryThatItMayWrite) {
  EXPECT_THAT(inside(rules(),
                     [](const Wrong& wrong) {
                       void* both = ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC,
                                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                       if (both != MAP_FAILED) wrong("maps memory to write and run");
                       void* plain = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                       if (plain == MAP_FAILED) return wrong("maps no memory at all");
                       if (::mprotect(plain, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
                         wrong("makes memory both");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, CallsNobodyWithoutAPortToCall) {
  const Listening somebody;
  ASSERT_TRUE(Listening::answers(somebody.port()));
  EXPECT_THAT(inside(rules(),
                     [&](const Wrong& wrong) {
                       if (Listening::answers(somebody.port())) wrong("connects");
                       if (::socket(AF_INET, SOCK_DGRAM, 0) >= 0) wrong("has datagrams");
                       if (::socket(AF_UNIX, SOCK_STREAM, 0) >= 0) wrong("has local sockets");
                       if (::socket(AF_PACKET, SOCK_RAW, 0) >= 0) wrong("listens to the wire");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, CallsThePortsOfTheRulesAndNoOthers) {
  const Listening mail;
  const Listening other;
  Rules with_mail = rules();
  with_mail.call = {mail.port()};
  with_mail.read.insert(with_mail.read.end(), {"/etc", "/usr/lib"});
  EXPECT_THAT(inside(with_mail,
                     [&](const Wrong& wrong) {
                       if (!Listening::answers(mail.port())) wrong("cannot call the mail server");
                       if (Listening::answers(other.port())) wrong("calls another port");
                       addrinfo* found = nullptr;
                       if (::getaddrinfo("localhost", "25", nullptr, &found) != 0)
                         wrong("looks up no names");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, ListensOnThePortOfTheRulesAndOnNoOther) {
  std::uint16_t free_port = 0;
  std::uint16_t other_port = 0;
  {
    const Listening one;
    const Listening two;
    free_port = one.port();
    other_port = two.port();
  }
  Rules with_port = rules();
  with_port.listen = {free_port};
  EXPECT_THAT(inside(with_port,
                     [&](const Wrong& wrong) {
                       const auto takes = [](std::uint16_t port) {
                         const int own = ::socket(AF_INET, SOCK_STREAM, 0);
                         sockaddr_in address = Listening::address(port);
                         return ::bind(own, reinterpret_cast<sockaddr*>(&address),
                                       sizeof address) == 0;
                       };
                       if (takes(other_port)) wrong("takes another port");
                       if (!takes(free_port)) wrong("cannot take its own port");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, StartsThreadsThatAreInsideToo) {
  EXPECT_THAT(inside(rules(),
                     [&](const Wrong& wrong) {
                       bool read_foreign = true;
                       std::thread{[&] { read_foreign = opens(in("foreign"), O_RDONLY); }}.join();
                       if (read_foreign) wrong("a thread reads a foreign file");
                     }),
              IsEmpty());
}

TEST_F(Sandbox, SaysWhatTheKernelLacks) {
  // A kernel without landlock, as far as the child can see.
  const auto without_landlock = [] {
    const auto filter = seccomp_init(SCMP_ACT_ALLOW);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), 444 /* landlock_create_ruleset */, 0);
    seccomp_load(filter);
    seccomp_release(filter);
  };
  EXPECT_EQ(inside(
                rules(),
                [&](const Wrong& wrong) {
                  if (!opens("/etc/passwd", O_RDONLY)) wrong("files are restricted all the same");
                  if (::fork() >= 0) wrong("and so are system calls not");
                },
                without_landlock),
            "no landlock\n");
}

}  // namespace
}  // namespace sallyport::sandbox
