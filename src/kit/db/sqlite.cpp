#include "kit/db/sqlite.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "base/bug.hpp"
#include "kit/db/sqlite_readers.hpp"
#include "kit/db/sqlite_writer.hpp"

namespace sallyport::db {
namespace {

/// Makes the file if it is not there, for its owner only whatever the umask says.
///
/// A file that exists is never opened here: closing it would drop the locks that SQLite holds on it
/// for other connections of this program (fcntl(2), "record locks").
void create_for_owner_only(const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (handle >= 0) {
    const bool owner_only = ::fchmod(handle, S_IRUSR | S_IWUSR) == 0;
    const int why = errno;
    ::close(handle);
    if (owner_only) return;
    throw Unavailable(
        fmt::format("The database file {} cannot be kept from other users: {}. Put it on "
                    "a file system with permissions.",
                    file.string(), std::strerror(why)));
  }
  if (errno == EEXIST) return;
  if (errno == ENOENT || errno == ENOTDIR) {
    throw Unavailable(
        fmt::format("The folder {} for the database does not exist. Create it for the "
                    "user who runs this program: mkdir -m 700 {}",
                    file.parent_path().string(), file.parent_path().string()));
  }
  throw Unavailable(
      fmt::format("The database file {} cannot be created: {}. Check that its folder belongs "
                  "to the user who runs this program and that its disk has room.",
                  file.string(), std::strerror(errno)));
}

void refuse_open_to_others(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) {
    throw Unavailable(
        fmt::format("The database file {} cannot be looked at: {}. Check where it leads "
                    "and whom its folders let in.",
                    file.string(), std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    throw Unavailable(
        fmt::format("{} is not a file. Name a file for the database.", file.string()));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Unavailable(
        fmt::format("The database file {} can be read or changed by other users of this "
                    "machine. Take that from them: chmod 600 {}",
                    file.string(), file.string()));
  }
}

std::filesystem::path prepared(const std::filesystem::path& file) {
  auto whole = std::filesystem::absolute(file);
  create_for_owner_only(whole);
  refuse_open_to_others(whole);
  return whole;
}

/// Bytes: 128 changed pages of the write-ahead log. A sign-in changes about twenty.
constexpr std::uintmax_t most_of_a_transaction = 512 * 1024;

class SqliteDatabase : public Database {
 public:
  SqliteDatabase(const std::filesystem::path& file, const SqliteOptions& options)
      : folder_(std::filesystem::absolute(file).parent_path()),
        writer_(prepared(file), options),
        readers_(std::filesystem::absolute(file), options) {}

  [[nodiscard]] bool has_room() const override {
    std::error_code failure;
    const auto space = std::filesystem::space(folder_, failure);
    return failure || space.available >= most_of_a_transaction;
  }

 protected:
  void run_read(const std::function<void(Read&)>& work) override {
    refuse_nesting();
    readers_.run(work);
  }
  void run_write(const std::function<void(Write&)>& work, Durability durability) override {
    refuse_nesting();
    writer_.run(work, durability);
  }

 private:
  /// A write would wait for itself, and a read would see another state than the one around it.
  void refuse_nesting() {
    check(!writer_.is_this_thread() && !readers_.is_this_thread(),
          "a transaction begins outside any other; hand its db::Read or db::Write on instead");
  }

  std::filesystem::path folder_;
  SqliteWriter writer_;
  SqliteReaders readers_;
};

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "sallyport-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      throw Unavailable(fmt::format("No folder can be made at {}: {}", name, std::strerror(errno)));
    }
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

// The folder is the first base, so it goes after the connections into it.
class TemporaryDatabase final : private Folder, public SqliteDatabase {
 public:
  TemporaryDatabase() : SqliteDatabase(Folder::path / "database", {.lasting = false}) {}
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file,
                                      const SqliteOptions& options) {
  return std::make_unique<SqliteDatabase>(file, options);
}

std::unique_ptr<Database> temporary_sqlite() { return std::make_unique<TemporaryDatabase>(); }

}  // namespace sallyport::db
