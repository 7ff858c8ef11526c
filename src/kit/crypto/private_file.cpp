#include "kit/crypto/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t largest_file = 65'536;

void check_rights(const Path& path, std::string_view what, const struct stat& file) {
  if (!S_ISREG(file.st_mode)) {
    throw PrivateFileRefused(
        fmt::format("{} is not a {} but something else; name a plain file", path.string(), what));
  }
  const unsigned mode = file.st_mode & 07777U;
  if ((mode & 0077U) != 0) {
    throw PrivateFileRefused(
        fmt::format("the {} {} has mode {:04o}, so others than its owner may use it; they may have "
                    "read what is in it. If not, say: chmod 400 {}",
                    what, path.string(), mode, path.string()));
  }
  if (file.st_uid != geteuid() && file.st_uid != 0) {
    throw PrivateFileRefused(
        fmt::format("the {} {} belongs to user {}, who is neither this service nor root; "
                    "say: chown {} {}",
                    what, path.string(), file.st_uid, geteuid(), path.string()));
  }
}

void write_all(const Path& path, std::string_view what, const Descriptor& file,
               std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_by_system(path, what, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void refuse_by_system(const Path& path, std::string_view what, const char* deed) {
  throw PrivateFileRefused(fmt::format("cannot {} the {} {}: {}", deed, what, path.string(),
                                       std::generic_category().message(errno)));
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Descriptor folder_of(const Path& file, std::string_view what) {
  const Path above = file.has_parent_path() ? file.parent_path() : Path{"."};
  const int number = open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) refuse_by_system(file, what, "create");
  return Descriptor{number};
}

PrivateDraft::PrivateDraft(const Path& path, std::string_view what, const Secret& text,
                           Random& random)
    // Once the other constructor is done, the destructor tidies up whatever happens here.
    : PrivateDraft(path.string() + fmt::format(".{}.new", to_hex(random.bytes(8)))) {
  const Descriptor file{open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file.is_open()) refuse_by_system(path, what, "create");
  write_all(path, what, file, text.reveal());
  if (fchmod(file.number(), 0400) != 0 || fsync(file.number()) != 0)
    refuse_by_system(path, what, "write");
}

PrivateDraft::~PrivateDraft() { unlink(draft_.c_str()); }

Secret read_private_file(const Path& path, std::string_view what) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) refuse_by_system(path, what, "open");
  struct stat status{};
  if (fstat(file.number(), &status) != 0) refuse_by_system(path, what, "look at");
  check_rights(path, what, status);

  std::string bytes(largest_file + 1, '\0');  // in one place, so that no copy is left behind
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_by_system(path, what, "read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  const Secret whole{std::move(bytes)};
  if (filled > largest_file) {
    throw PrivateFileRefused(fmt::format("{} is too large for a {}", path.string(), what));
  }
  return Secret{whole.reveal().substr(0, filled)};
}

}  // namespace sallyport::crypto
