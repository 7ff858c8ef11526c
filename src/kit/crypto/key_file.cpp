#include "kit/crypto/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t largest_file = 65'536;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

[[noreturn]] void refuse_by_system(const Path& path, const char* deed) {
  throw KeyFileRefused(fmt::format("cannot {} the key file {}: {}", deed, path.string(),
                                   std::generic_category().message(errno)));
}

void check_rights(const Path& path, const struct stat& file) {
  if (!S_ISREG(file.st_mode)) {
    throw KeyFileRefused(fmt::format(
        "{} is not a file of keys but something else; name a plain file", path.string()));
  }
  const unsigned mode = file.st_mode & 07777U;
  if ((mode & 0077U) != 0) {
    throw KeyFileRefused(fmt::format(
        "the key file {} has mode {:04o}, so others than its owner may use it; they may "
        "have read the keys. If not, say: chmod 400 {}",
        path.string(), mode, path.string()));
  }
  if (file.st_uid != geteuid() && file.st_uid != 0) {
    throw KeyFileRefused(
        fmt::format("the key file {} belongs to user {}, who is neither this service nor root; "
                    "say: chown {} {}",
                    path.string(), file.st_uid, geteuid(), path.string()));
  }
}

Secret read_all(const Path& path, const Descriptor& file) {
  std::string bytes(largest_file + 1, '\0');  // in one place, so that no copy is left behind
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_by_system(path, "read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled > largest_file) {
    wipe(bytes);
    throw KeyFileRefused(fmt::format("{} is too large for a key file", path.string()));
  }
  const Secret whole{std::move(bytes)};
  return Secret{whole.reveal().substr(0, filled)};
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

struct Line {
  std::uint32_t version = 0;
  Secret key;
};

// `text` is one line without comment and spaces around it.
std::optional<Line> parse_line(std::string_view text) {
  const auto space = text.find_first_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(0, space);
  Line line;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), line.version);
  if (error != std::errc{} || end != digits.data() + digits.size() || line.version == 0) {
    return std::nullopt;
  }
  auto key = from_base64url(trimmed(text.substr(space)));
  if (!key) return std::nullopt;
  line.key = Secret{std::move(*key)};
  if (line.key.size() != 32) return std::nullopt;
  return line;
}

std::map<std::uint32_t, Secret> parse(const Path& path, std::string_view text) {
  std::map<std::uint32_t, Secret> keys;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view content = trimmed(text.substr(0, std::min(text.find('#'), end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.empty()) continue;
    auto line = parse_line(content);
    // The line itself is not shown: it may be a key with one letter wrong.
    if (!line) {
      throw KeyFileRefused(fmt::format(
          "{}:{}: not a version and a key; a line is a number from 1, a space, and 32 bytes in "
          "base64url (43 letters)",
          path.string(), number));
    }
    if (!keys.emplace(line->version, std::move(line->key)).second) {
      throw KeyFileRefused(
          fmt::format("{}:{}: version {} stands there twice; number the newer one {}",
                      path.string(), number, line->version, keys.rbegin()->first + 1));
    }
  }
  if (keys.empty()) {
    throw KeyFileRefused(
        fmt::format("the key file {} has no key; restore it from a backup, or remove it to start "
                    "with a new key "
                    "if nothing was stored yet",
                    path.string()));
  }
  return keys;
}

void write_all(const Path& path, const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_by_system(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

Secret fresh_file(Random& random) {
  const Secret key{random.bytes(32)};
  const Secret letters{to_base64url(key.reveal())};
  std::string text =
      "# Keys by version. Keep a copy of this file, apart from the copies of the database:\n"
      "# without it nothing that these keys protect can be read again.\n"
      "1 ";
  text.reserve(text.size() + letters.size() + 1);
  text += letters.reveal();
  text += '\n';
  return Secret{std::move(text)};
}

// After a crash at any point there is either no key file or a whole one. Of two programs that start
// together one wins, and both go on with its key: hence link(), which never replaces.
void create(const Path& path, Random& random) {
  const Path folder = path.has_parent_path() ? path.parent_path() : Path{"."};
  Path draft = path;
  draft += fmt::format(".{}.new", to_hex(random.bytes(8)));

  const Descriptor file{open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file.is_open()) refuse_by_system(path, "create");
  struct Removal {
    const Path& draft;
    ~Removal() { unlink(draft.c_str()); }
  } const removal{draft};

  write_all(path, file, fresh_file(random).reveal());
  if (fchmod(file.number(), 0400) != 0 || fsync(file.number()) != 0)
    refuse_by_system(path, "write");
  if (link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) refuse_by_system(path, "create");

  const Descriptor parent{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!parent.is_open() || fsync(parent.number()) != 0) refuse_by_system(path, "create");
}

}  // namespace

std::map<std::uint32_t, Secret> load_keys(const Path& path, Random& random) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) create(path, random);
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) refuse_by_system(path, "open");
  struct stat status{};
  if (fstat(file.number(), &status) != 0) refuse_by_system(path, "look at");
  check_rights(path, status);
  return parse(path, read_all(path, file).reveal());
}

}  // namespace sallyport::crypto
