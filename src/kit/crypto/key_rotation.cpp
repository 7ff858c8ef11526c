#include "kit/crypto/key_rotation.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>
#include <system_error>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

using Path = std::filesystem::path;

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

void write_all(const Path& path, const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_by_system(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A whole key file under another name, gone with this.
class Draft {
 public:
  Draft(const Path& path, std::string_view text, Random& random)
      : draft_(path.string() + fmt::format(".{}.new", to_hex(random.bytes(8)))) {
    const Descriptor file{open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file.is_open()) refuse_by_system(path, "create");
    write_all(path, file, text);
    if (fchmod(file.number(), 0400) != 0 || fsync(file.number()) != 0)
      refuse_by_system(path, "write");
  }
  ~Draft() { unlink(draft_.c_str()); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  [[nodiscard]] const char* name() const { return draft_.c_str(); }

 private:
  Path draft_;
};

/// The text of a file that read_keys has found in order.
Secret text_of(const Path& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text(std::filesystem::file_size(path), '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    refuse_by_system(path, "read");
  }
  return Secret{std::move(text)};
}

/// After a crash at any point the old file stands there or the new one, whole. Programs that change
/// the file together do so one after another.
void replace(const Path& path, Random& random, const std::function<Secret(const Secret&)>& change) {
  const Path above = path.has_parent_path() ? path.parent_path() : Path{"."};
  const Descriptor folder{open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder.is_open() || flock(folder.number(), LOCK_EX) != 0) refuse_by_system(path, "change");
  const Draft draft{path, change(text_of(path)).reveal(), random};
  if (rename(draft.name(), path.c_str()) != 0) refuse_by_system(path, "replace");
  if (fsync(folder.number()) != 0) refuse_by_system(path, "replace");
}

/// The version that a line of a key file in order gives a key for; 0: none.
std::uint32_t version_in(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return 0;
  std::uint32_t version = 0;
  std::from_chars(line.data() + first, line.data() + line.size(), version);
  return version;
}

/// Without copies left behind: as much room as is needed from the beginning.
Secret joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return Secret{std::move(text)};
}

}  // namespace

std::map<std::uint32_t, Secret> read_keys(const Path& path) {
  if (access(path.c_str(), F_OK) != 0) refuse_by_system(path, "open");
  SystemRandom unused;  // the file is there, so no key is made
  return load_keys(path, unused);
}

std::uint32_t add_key(const Path& path, Random& random) {
  std::uint32_t added = 0;
  replace(path, random, [&](const Secret& text) {
    added = read_keys(path).rbegin()->first + 1;
    const Secret letters{to_base64url(Secret{random.bytes(32)}.reveal())};
    const bool ended = text.reveal().ends_with('\n');
    return joined(
        {text.reveal(), ended ? "" : "\n", fmt::to_string(added), " ", letters.reveal(), "\n"});
  });
  return added;
}

void remove_key(const Path& path, std::uint32_t version, Random& random) {
  replace(path, random, [&](const Secret& text) {
    const auto keys = read_keys(path);
    check(keys.contains(version) && keys.rbegin()->first != version,
          "a key that goes is there and is not the newest");
    std::string_view rest = text.reveal();
    const std::string_view before = rest;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      if (version_in(rest.substr(0, end - 1)) == version) {
        return joined({before.substr(0, before.size() - rest.size()), rest.substr(end)});
      }
      rest.remove_prefix(end);
    }
    throw Bug("a key that was read stands in a line");
  });
}

}  // namespace sallyport::crypto
