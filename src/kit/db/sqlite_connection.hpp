// One connection to an SQLite file: settings, kept statements, and errors told apart.
//
// Source  sqlite.org/c3ref, /pragma.html, /rescode.html.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kit/db/driver.hpp"
#include "kit/db/sqlite.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace sallyport::db {

enum class Access { read, write };

class SqliteConnection final : public Connection {
 public:
  /// Throws Unavailable. The file exists already; with Access::write it becomes a WAL database.
  SqliteConnection(const std::filesystem::path& file, Access, const SqliteOptions&);

  /// One statement inside the transaction that control("BEGIN ...") began.
  Answer run(std::string_view sql, std::span<const Value> arguments) override;

  /// BEGIN, COMMIT, SAVEPOINT and their like.
  void control(std::string_view sql) { execute(sql, {}); }

  /// How the transactions that begin from now on are committed.
  void commit_as(Durability);

  /// False too when SQLite ended the transaction by itself, as it may after a failure of the disk.
  [[nodiscard]] bool in_transaction() const;
  /// Whether a deferred foreign key points nowhere yet, so that COMMIT would be refused.
  [[nodiscard]] bool owes_a_row() const;
  /// Undoes the transaction if there is one. False when that failed: then the connection is of no
  /// use.
  bool rollback() noexcept;

 private:
  struct Closing {
    void operator()(sqlite3*) const;
  };
  struct Finalizing {
    void operator()(sqlite3_stmt*) const;
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalizing> handle;
    std::vector<std::size_t>
        argument_of;            // for each of SQLite's parameters the number behind its $
    std::size_t arguments = 0;  // the highest of those
    Columns columns;
    int preparations = -1;  // SQLite prepares anew when the schema changed; then columns may differ
  };

  /// Texts begin alike, so a map in order would compare long beginnings over and over.
  struct HashOfSql {
    using is_transparent = void;
    std::size_t operator()(std::string_view sql) const {
      return std::hash<std::string_view>{}(sql);
    }
  };

  void configure(Access, const SqliteOptions&);
  void pragma(std::string_view sql) { execute(sql, {}); }
  Answer execute(std::string_view sql, std::span<const Value> arguments);
  Statement& prepared(std::string_view sql);
  Statement prepare(std::string_view sql);
  void bind(Statement&, std::string_view sql, std::span<const Value> arguments);
  Row row(Statement&);
  [[noreturn]] void fail(std::string_view sql);

  std::unique_ptr<sqlite3, Closing> connection_;  // outlives its statements
  std::unordered_map<std::string, Statement, HashOfSql, std::equal_to<>> statements_;
  Access access_;
  bool lasting_;
  Durability durability_ = Durability::synced;
};

}  // namespace sallyport::db
