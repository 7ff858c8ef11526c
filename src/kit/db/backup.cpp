#include "kit/db/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace sallyport::db {
namespace {

using Path = std::filesystem::path;

struct Closing {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  void operator()(sqlite3_backup* copying) const { sqlite3_backup_finish(copying); }
};
using Connection = std::unique_ptr<sqlite3, Closing>;

[[noreturn]] void refuse(const Path& copy, std::string_view why) {
  throw Unavailable(
      fmt::format("The database was not changed, because the copy {} that comes before a change of "
                  "its schema could not be made: {}. Make room on that disk, or copy the database "
                  "elsewhere yourself and set storage.backups to 0 for this once.",
                  copy.string(), why));
}

Connection open(const Path& file, int flags, const Path& copy) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection{opened};
  if (code != SQLITE_OK) refuse(copy, sqlite3_errstr(code));
  sqlite3_busy_timeout(opened, 5000);
  return connection;
}

void check_room(const Path& database, const Path& copy) {
  std::error_code error;
  const auto needed = std::filesystem::file_size(database, error);
  const auto space = std::filesystem::space(copy.parent_path(), error);
  if (!error && space.available < needed) {
    refuse(copy, fmt::format("it needs {} MB, and {} MB are free", needed / 1'000'000 + 1,
                             space.available / 1'000'000));
  }
}

// For its owner only, before anything is in it.
void create(const Path& draft, const Path& copy) {
  const int file = ::open(draft.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) refuse(copy, std::strerror(errno));
  ::close(file);
}

void copy_all(const Path& database, const Path& draft, const Path& copy,
              const SqliteOptions& options) {
  const Connection from = open(database, SQLITE_OPEN_READONLY, copy);
  const Connection to = open(draft, SQLITE_OPEN_READWRITE, copy);
  if (options.most_pages > 0) {
    sqlite3_exec(to.get(), fmt::format("PRAGMA max_page_count = {}", options.most_pages).c_str(),
                 nullptr, nullptr, nullptr);
  }
  std::unique_ptr<sqlite3_backup, Closing> copying{
      sqlite3_backup_init(to.get(), "main", from.get(), "main")};
  if (!copying) refuse(copy, sqlite3_errmsg(to.get()));
  const int code = sqlite3_backup_step(copying.get(), -1);
  if (code != SQLITE_DONE) refuse(copy, sqlite3_errstr(code));
  const int finished = sqlite3_backup_finish(copying.release());
  if (finished != SQLITE_OK) refuse(copy, sqlite3_errstr(finished));
}

/// By name, and so by age.
std::vector<Path> copies_of(const Path& database) {
  const std::string begin = database.filename().string() + ".";
  std::vector<Path> copies;
  std::error_code error;
  for (std::filesystem::directory_iterator file(database.parent_path(), error), end;
       !error && file != end; file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (name.starts_with(begin) && name.ends_with(".backup")) copies.push_back(file->path());
  }
  std::ranges::sort(copies);
  return copies;
}

}  // namespace

Path back_up(const Path& given, int schema_version, Time now, std::size_t keep,
             const SqliteOptions& options) {
  const Path database = std::filesystem::absolute(given);
  std::string time = rfc3339(now);
  std::ranges::replace(time, ':', '-');
  const Path copy = fmt::format("{}.{}.schema-{}.backup", database.string(), time, schema_version);
  const Path draft = copy.string() + ".new";
  struct Removal {
    const Path& draft;
    ~Removal() {
      for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
        unlink((draft.string() + ending).c_str());
      }
    }
  } const removal{draft};

  check_room(database, copy);
  create(draft, copy);
  copy_all(database, draft, copy, options);
  if (rename(draft.c_str(), copy.c_str()) != 0) refuse(copy, std::strerror(errno));
  auto copies = copies_of(database);
  for (std::size_t one = 0; one + keep < copies.size(); ++one) unlink(copies[one].c_str());
  return copy;
}

}  // namespace sallyport::db
