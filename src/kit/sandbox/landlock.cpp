#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "kit/sandbox/sandbox.hpp"

namespace sallyport::sandbox {
namespace {

// The kernel's own header may be older than the kernel; these never change.
// The first, 1 << 0, is running a program: refused everywhere.
constexpr std::uint64_t write_file = 1U << 1;
constexpr std::uint64_t read_file = 1U << 2;
constexpr std::uint64_t read_folder = 1U << 3;
constexpr std::uint64_t remove_folder = 1U << 4;
constexpr std::uint64_t remove_file = 1U << 5;
constexpr std::uint64_t make_folder = 1U << 7;
constexpr std::uint64_t make_file = 1U << 8;
constexpr std::uint64_t of_first_version = (1U << 13) - 1;
constexpr std::uint64_t move_elsewhere = 1U << 13;  // version 2
constexpr std::uint64_t truncate_file = 1U << 14;   // version 3
constexpr std::uint64_t steer_device = 1U << 15;    // version 5

constexpr std::uint64_t listen_on_port = 1U << 0;  // version 4
constexpr std::uint64_t call_port = 1U << 1;

constexpr std::uint64_t abstract_sockets = 1U << 0;  // version 6
constexpr std::uint64_t signals = 1U << 1;

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t ports = 0;
  std::uint64_t scoped = 0;
};
struct [[gnu::packed]] BeneathPath {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};
struct OnPort {
  std::uint64_t allowed = 0;
  std::uint64_t port = 0;
};
enum RuleType { beneath_path = 1, on_port = 2 };

[[noreturn]] void fail_with(const std::string& deed) {
  throw std::system_error(errno, std::generic_category(), "landlock: " + deed);
}

/// Closes a descriptor with itself.
class Descriptor {
 public:
  explicit Descriptor(long number) : number_(static_cast<int>(number)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Ruleset handled_by(long version) {
  Ruleset handled{.files = of_first_version};
  if (version >= 2) handled.files |= move_elsewhere;
  if (version >= 3) handled.files |= truncate_file;
  if (version >= 5) handled.files |= steer_device;
  if (version >= 4) handled.ports = listen_on_port | call_port;
  if (version >= 6) handled.scoped = abstract_sockets | signals;
  return handled;
}

void allow_path(int ruleset, const std::filesystem::path& path, std::uint64_t rights) {
  const Descriptor opened{::open(path.c_str(), O_PATH | O_CLOEXEC)};
  if (opened.number() < 0) return;  // is not there
  struct stat found{};
  if (::fstat(opened.number(), &found) != 0) fail_with("stat of " + path.string());
  // The kernel refuses rights on a file that only folders can have.
  if (!S_ISDIR(found.st_mode)) rights &= read_file | write_file | truncate_file;
  const BeneathPath rule{.allowed = rights, .parent = opened.number()};
  if (::syscall(SYS_landlock_add_rule, ruleset, beneath_path, &rule, 0) != 0) {
    fail_with("rule for " + path.string());
  }
}

void allow_port(int ruleset, std::uint16_t port, std::uint64_t rights) {
  const OnPort rule{.allowed = rights, .port = port};
  if (::syscall(SYS_landlock_add_rule, ruleset, on_port, &rule, 0) != 0)
    fail_with("rule of a port");
}

}  // namespace

LandlockInForce enter_landlock(const Rules& rules) {
  constexpr std::uint32_t ask_version = 1;
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
  if (version < 1) return {};  // not built in, or switched off when the kernel was started

  const Ruleset handled = handled_by(version);
  const Descriptor ruleset{::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)};
  if (ruleset.number() < 0) fail_with("ruleset");

  const std::uint64_t reading = read_file | read_folder;
  const std::uint64_t writing = reading | write_file | remove_folder | remove_file | make_folder |
                                make_file | ((move_elsewhere | truncate_file) & handled.files);
  for (const auto& path : rules.read) allow_path(ruleset.number(), path, reading);
  for (const auto& path : rules.write) allow_path(ruleset.number(), path, writing);
  if (handled.ports != 0) {
    for (const auto port : rules.listen) allow_port(ruleset.number(), port, listen_on_port);
    for (const auto port : rules.call) allow_port(ruleset.number(), port, call_port);
  }

  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail_with("no new privileges");
  if (::syscall(SYS_landlock_restrict_self, ruleset.number(), 0) != 0) fail_with("restriction");
  return {.files = true, .ports = handled.ports != 0};
}

InForce enter(const Rules& rules) {
  const auto landlock = enter_landlock(rules);
  return {.files = landlock.files,
          .ports = landlock.ports,
          .system_calls = restrict_system_calls(rules)};
}

}  // namespace sallyport::sandbox
