// The database as everyone above sees it: read(f) and write(f), each one transaction.
//
// Owns    the driver seam (driver.hpp), SQLite behind it (sqlite.cpp), migrations (migrate.hpp).
// Read    value.hpp, database.hpp, driver.hpp, sqlite.cpp (the file), sqlite_writer.cpp (commits
//         waiting writes together), sqlite_readers.cpp, sqlite_connection.cpp, migrate.cpp.
// Why     docs/decisions/0004-one-sql-text.md: the seam is at the driver, not at the stores.
//
// `f` may run more than once (after a conflict), so it does nothing but SQL: no hashing, no mail,
// no network, no second transaction; a write's runs on a thread of the database. What must be true
// together stands in one statement with its condition in it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kit/db/value.hpp"

namespace sallyport::db {

/// The database cannot answer now: locked too long, disk full, unreadable. Nothing was changed.
class Unavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Connection;  // driver.hpp

using Arguments = std::initializer_list<Value>;

/// A transaction that only looks. Several callers may read at the same time, each with its own.
class Read {
 public:
  explicit Read(Connection& connection) : connection_(connection) {}
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;

  /// The only row, if there is one. More than one is a Bug. `$1`, `$2`, ... stand for the
  /// arguments.
  [[nodiscard]] std::optional<Row> find_one(std::string_view sql, Arguments arguments = {});
  [[nodiscard]] std::vector<Row> find_all(std::string_view sql, Arguments arguments = {});

 protected:
  ~Read() = default;
  Connection& connection_;
};

/// A transaction that may change something. All of it happens or nothing.
class Write final : public Read {
 public:
  using Read::Read;

  /// How many rows were changed. A conditional UPDATE says by it whether it won.
  std::int64_t change(std::string_view sql, Arguments arguments = {});
};

/// What a write waits for.
enum class Durability {
  synced,   // that it is on disk
  unsynced  // that others see it: it outlives the program, but a power cut may take it back
};

/// Safe to call from several threads.
class Database {
 public:
  virtual ~Database() = default;

  template <class F>
  auto read(F&& f) -> std::invoke_result_t<F, Read&> {
    return run<std::invoke_result_t<F, Read&>, Read>(std::forward<F>(f), &Database::run_read);
  }

  /// Returns after the commit is on disk. An exception thrown by `f` undoes everything and comes
  /// out here.
  template <class F>
  auto write(F&& f) -> std::invoke_result_t<F, Write&> {
    return run<std::invoke_result_t<F, Write&>, Write>(std::forward<F>(f), &Database::write_synced);
  }
  /// The same without the wait for the disk, for what nobody was told of: a counter of tries. What
  /// was written before a later write() is on disk when that one is.
  template <class F>
  auto write_unsynced(F&& f) -> std::invoke_result_t<F, Write&> {
    return run<std::invoke_result_t<F, Write&>, Write>(std::forward<F>(f), &Database::write_seen);
  }

  /// True from a write that the database could not keep (Unavailable) until the next that it kept.
  [[nodiscard]] bool last_write_failed() const { return last_write_failed_; }
  /// False when the disk has less room left than a transaction of ours may need. Where the disk is
  /// somebody else's: true.
  [[nodiscard]] virtual bool has_room() const { return true; }

 protected:
  virtual void run_read(const std::function<void(Read&)>&) = 0;
  virtual void run_write(const std::function<void(Write&)>&, Durability) = 0;

 private:
  void write_synced(const std::function<void(Write&)>& work) {
    note_write(work, Durability::synced);
  }
  void write_seen(const std::function<void(Write&)>& work) {
    note_write(work, Durability::unsynced);
  }
  void note_write(const std::function<void(Write&)>&, Durability);

  template <class Answer, class Transaction, class F>
  Answer run(F&& f, void (Database::*runner)(const std::function<void(Transaction&)>&)) {
    if constexpr (std::is_void_v<Answer>) {
      (this->*runner)([&](Transaction& transaction) { f(transaction); });
    } else {
      std::optional<Answer> answer;
      (this->*runner)([&](Transaction& transaction) { answer.emplace(f(transaction)); });
      return std::move(*answer);
    }
  }

  std::atomic<bool> last_write_failed_{false};
};

}  // namespace sallyport::db
