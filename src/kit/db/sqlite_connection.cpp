#include "kit/db/sqlite_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <variant>

#include "base/bug.hpp"

namespace sallyport::db {
namespace {

constexpr std::size_t most_statements = 512;

/// What the operator can do about it; empty for an error that is our own.
std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "The database is locked by another program. Wait for that program or end it, then try "
             "again.";
    case SQLITE_FULL:
      return "The disk of the database is full. Make room on it; nothing needs to be restarted.";
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
      return "The disk of the database failed. Look at its free space, its quota and the system "
             "log.";
    case SQLITE_READONLY:
      return "The database cannot be written. Check that its file and folder belong to the user "
             "who runs "
             "this program and that the disk is not mounted read-only.";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "The database cannot be opened. Check that its file and folder are there, that they "
             "belong to the user who runs this program, and that the disk is not mounted "
             "read-only.";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "The database file is damaged or is no database. Stop the program, keep a copy of the "
             "file, "
             "and restore a backup.";
    case SQLITE_NOMEM:
      return "There is not enough memory for the database. Give the machine more, or end something "
             "else.";
    default:
      return {};
  }
}

[[noreturn]] void fail_with(sqlite3* connection, int code, std::string_view sql) {
  const char* message = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const auto todo = advice(code);
  if (todo.empty()) throw Bug(fmt::format("SQLite: {} (code {}) in: {}", message, code, sql));
  const int system = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  const int kind = code & 0xff;
  const bool from_system = system != 0 && (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN);
  throw Unavailable(fmt::format("{} (SQLite: {}, code {}{}{})", todo, message, code,
                                from_system ? ": " : "", from_system ? std::strerror(system) : ""));
}

/// Leaves a statement ready for its next use, without the arguments, which may be secret.
class Tidying {
 public:
  explicit Tidying(sqlite3_stmt* statement) : statement_(statement) {}
  ~Tidying() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Tidying(const Tidying&) = delete;
  Tidying& operator=(const Tidying&) = delete;

 private:
  sqlite3_stmt* statement_;
};

Value column_value(sqlite3_stmt* statement, int column) {
  const auto size = [&] {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return nullptr;
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, column);
    case SQLITE_TEXT: {
      const void* text = sqlite3_column_text(statement, column);
      return std::string_view{static_cast<const char*>(text), size()};
    }
    case SQLITE_BLOB: {
      const void* blob = sqlite3_column_blob(statement, column);  // null when it is empty
      if (blob == nullptr) return Bytes{};
      return Bytes{std::string{static_cast<const char*>(blob), size()}};
    }
    default:
      throw Bug("a column holds a fraction; times and counts are integers here");
  }
}

int bind_value(sqlite3_stmt* statement, int parameter, const Value& value) {
  struct Visitor {
    sqlite3_stmt* statement;
    int parameter;
    // SQLITE_STATIC: the arguments outlive the statement's run, and Tidying takes them out after
    // it.
    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, parameter); }
    int operator()(std::int64_t number) const {
      return sqlite3_bind_int64(statement, parameter, number);
    }
    int operator()(const std::string& text) const {
      return sqlite3_bind_text64(statement, parameter, text.data(), text.size(), nullptr,
                                 SQLITE_UTF8);
    }
    int operator()(const Bytes& blob) const {
      return sqlite3_bind_blob64(statement, parameter, blob.bytes.data(), blob.bytes.size(),
                                 nullptr);
    }
  };
  return std::visit(Visitor{statement, parameter}, value.kind());
}

}  // namespace

void SqliteConnection::Closing::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}
void SqliteConnection::Finalizing::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

namespace {
/// Before the first connection. Without it SQLite counts all memory under one lock, for which the
/// readers of many pages wait.
void leave_memory_uncounted() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  check(done == SQLITE_OK, "SQLite is told how to work before it begins");
}
}  // namespace

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Access access,
                                   const SqliteOptions& options)
    : access_(access), lasting_(options.lasting) {
  leave_memory_uncounted();
  sqlite3* opened = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  connection_.reset(opened);  // to be closed even when opening failed
  if (code != SQLITE_OK) fail_with(opened, code, "open");
  configure(access, options);
}

void SqliteConnection::configure(Access access, const SqliteOptions& options) {
  sqlite3* connection = connection_.get();
  sqlite3_busy_timeout(connection, static_cast<int>(options.lock_patience.count()));
  for (const int off : {SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML}) {
    sqlite3_db_config(connection, off, 0, nullptr);  // "x" is a name, never a text
  }
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  pragma("PRAGMA trusted_schema = OFF");
  pragma("PRAGMA cell_size_check = ON");
  pragma("PRAGMA foreign_keys = ON");
  pragma("PRAGMA recursive_triggers = ON");  // else REPLACE removes rows past the guards
  pragma("PRAGMA mmap_size = 0");            // a failing disk is an error, not a signal
  pragma("PRAGMA temp_store = MEMORY");
  // KiB. A reader's pages are old after each commit; the writer's stay good, and are what it goes
  // on writing to.
  pragma(access == Access::write ? "PRAGMA cache_size = -8192" : "PRAGMA cache_size = -512");
  if (sqlite3_db_readonly(connection, "main") == 1) {
    throw Unavailable(fmt::format("{} (read-only: {})", advice(SQLITE_READONLY),
                                  sqlite3_db_filename(connection, "main")));
  }
  pragma(options.lasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  if (access == Access::write) {
    const auto mode = execute("PRAGMA journal_mode = WAL", {});
    if (mode.rows.size() != 1 || mode.rows.front().text("journal_mode") != "wal") {
      throw Unavailable(
          "The database's folder is on a file system without shared memory. Put it on a local "
          "disk.");
    }
    pragma("PRAGMA journal_size_limit = 16777216");
    if (options.most_pages > 0)
      pragma(fmt::format("PRAGMA max_page_count = {}", options.most_pages));
  } else {
    pragma("PRAGMA query_only = ON");
  }
  statements_.clear();
}

void SqliteConnection::commit_as(Durability durability) {
  if (!lasting_ || durability == durability_) return;
  // Takes effect when it is prepared, so it cannot be one of the kept statements. The log is
  // written in order, so the next synced commit takes an unsynced one with it to the disk.
  const char* const sql = durability == Durability::synced ? "PRAGMA synchronous = FULL"
                                                           : "PRAGMA synchronous = NORMAL";
  if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
  durability_ = durability;
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

bool SqliteConnection::owes_a_row() const {
  int current = 0;
  int highest = 0;
  sqlite3_db_status(connection_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0);
  return current != 0;
}

bool SqliteConnection::rollback() noexcept {
  if (!in_transaction()) return true;
  try {
    control("ROLLBACK");  // prepared once: each read transaction ends by it
  } catch (...) {         // NOLINT(bugprone-empty-catch): the answer says whether it is over
  }
  return !in_transaction();
}

Answer SqliteConnection::run(std::string_view sql, std::span<const Value> arguments) {
  if (!in_transaction()) {
    throw Unavailable(
        "The transaction was undone after a failure of the disk. Nothing was changed; try again.");
  }
  return execute(sql, arguments);
}

Answer SqliteConnection::execute(std::string_view sql, std::span<const Value> arguments) {
  Statement& statement = prepared(sql);
  if (statement.arguments != arguments.size()) {
    throw Bug(fmt::format("the statement takes {} arguments and got {}: {}", statement.arguments,
                          arguments.size(), sql));
  }
  const Tidying tidying(statement.handle.get());
  bind(statement, sql, arguments);

  Answer answer;
  const auto changes_before = sqlite3_total_changes64(connection_.get());
  int code = sqlite3_step(statement.handle.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(statement.handle.get())) {
    answer.rows.push_back(row(statement));
  }
  if (code != SQLITE_DONE) fail(sql);
  // SQLite's own count stays what it was when a statement changes no rows by its nature.
  if (sqlite3_total_changes64(connection_.get()) != changes_before) {
    answer.changed = sqlite3_changes64(connection_.get());
  }
  return answer;
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) return known->second;
  if (statements_.size() >= most_statements) statements_.clear();
  return statements_.emplace(std::string{sql}, prepare(sql)).first->second;
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql) {
  Statement statement;
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &tail);
  statement.handle.reset(handle);
  if (code != SQLITE_OK) fail(sql);
  if (handle == nullptr) throw Bug("an empty text is no statement");
  const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
  if (rest.find_first_not_of(" \t\n;") != std::string_view::npos) {
    throw Bug(fmt::format("one statement at a time: {}", sql));
  }
  if (access_ == Access::read && sqlite3_stmt_readonly(handle) == 0) {
    throw Bug(fmt::format("a read transaction cannot write: {}", sql));
  }

  const int parameters = sqlite3_bind_parameter_count(handle);
  for (int parameter = 1; parameter <= parameters; ++parameter) {
    const char* const name = sqlite3_bind_parameter_name(handle, parameter);
    const std::string_view number = name != nullptr && name[0] == '$' ? name + 1 : "";
    std::size_t argument = 0;
    std::from_chars(number.data(), number.data() + number.size(), argument);
    if (argument == 0) throw Bug(fmt::format("arguments are called $1, $2, ...: {}", sql));
    statement.argument_of.push_back(argument);
    statement.arguments = std::max(statement.arguments, argument);
  }
  return statement;
}

void SqliteConnection::bind(Statement& statement, std::string_view sql,
                            std::span<const Value> arguments) {
  int parameter = 0;
  for (const std::size_t argument : statement.argument_of) {
    const int code = bind_value(statement.handle.get(), ++parameter, arguments[argument - 1]);
    if (code != SQLITE_OK) fail(sql);
  }
}

Row SqliteConnection::row(Statement& statement) {
  sqlite3_stmt* handle = statement.handle.get();
  const int count = sqlite3_column_count(handle);
  const int preparations = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0);
  if (preparations != statement.preparations) {
    std::vector<std::string> names;
    for (int column = 0; column < count; ++column)
      names.emplace_back(sqlite3_column_name(handle, column));
    statement.columns = std::make_shared<const std::vector<std::string>>(std::move(names));
    statement.preparations = preparations;
  }
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column) values.push_back(column_value(handle, column));
  return Row{statement.columns, std::move(values)};
}

void SqliteConnection::fail(std::string_view sql) {
  fail_with(connection_.get(), sqlite3_extended_errcode(connection_.get()), sql);
}

}  // namespace sallyport::db
