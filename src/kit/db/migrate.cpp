#include "kit/db/migrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"

namespace sallyport::db {
namespace {

/// The leading digits as a number; 0 when there are none.
int leading_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The statements of a migration without their comments, in order.
class Statements {
 public:
  explicit Statements(const Migration& migration) {
    if (migration.sql.find("CREATE TRIGGER") != std::string_view::npos) {
      throw Bug(fmt::format("migration {} has a trigger: their inner semicolons end the statement",
                            migration.name));
    }
    std::string_view rest = migration.sql;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      add_line(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    if (!blank(statement_)) {
      throw Bug(fmt::format("migration {} does not end with a semicolon", migration.name));
    }
  }

  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

 private:
  static bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == text.npos;
  }

  void add_line(std::string_view line) {
    const auto code = without_comment(line);
    statement_ += code;
    const auto last = code.find_last_not_of(" \t\r\n");
    if (in_text_ || last == code.npos || code[last] != ';') {
      if (code.size() < line.size()) statement_ += '\n';
      return;
    }
    all_.push_back(std::exchange(statement_, {}));
  }

  /// `--` inside a text ('...'), which may go on over several lines, begins no comment.
  std::string_view without_comment(std::string_view line) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '\'') in_text_ = !in_text_;
      if (!in_text_ && line.substr(at).starts_with("--")) return line.substr(0, at);
    }
    return line;
  }

  std::vector<std::string> all_;
  std::string statement_;
  bool in_text_ = false;
};

/// The oldest program, by the newest migration it knows, that may run once this one is applied.
int oldest_program(const Migration& migration) {
  constexpr std::string_view mark = "-- oldest program: ";
  const auto found = migration.sql.find(mark);
  if (found == std::string_view::npos) return migration.number;
  const int oldest = leading_number(migration.sql.substr(found + mark.size()));
  if (oldest < 1 || oldest > migration.number) {
    throw Bug(fmt::format("migration {}: the oldest program is a migration's number up to its own",
                          migration.name));
  }
  return oldest;
}

/// What makes a table append only, in SQLite's words.
std::vector<std::string> guards_of(const Migration& migration) {
  constexpr std::string_view mark = "-- append only: ";
  std::vector<std::string> guards;
  std::string_view rest = migration.sql;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line.starts_with(mark)) continue;
    const auto comma = line.find(", ");
    const auto up_to = line.find(" up to ");
    if (comma == line.npos || up_to == line.npos || up_to < comma) {
      throw Bug(
          fmt::format("migration {}: append only: TABLE, COLUMN up to LIMITS", migration.name));
    }
    const auto table = line.substr(mark.size(), comma - mark.size());
    const auto column = line.substr(comma + 2, up_to - comma - 2);
    const auto limits = line.substr(up_to + std::string_view{" up to "}.size());
    guards.push_back(
        fmt::format("CREATE TRIGGER {0}_unchanged BEFORE UPDATE ON {0} BEGIN"
                    " SELECT RAISE(ABORT, 'rows of {0} are only ever added'); END",
                    table));
    guards.push_back(
        fmt::format("CREATE TRIGGER {0}_kept BEFORE DELETE ON {0}"
                    " WHEN OLD.{1} > (SELECT COALESCE(MAX({1}), 0) FROM {2}) BEGIN"
                    " SELECT RAISE(ABORT, 'rows of {0} are kept until their time is over'); END",
                    table, column, limits));
  }
  return guards;
}

struct State {
  int version = 0;
  int oldest_program = 0;
};

State state(Read& db) {
  const auto row = db.find_one("SELECT version, oldest_program FROM schema_state WHERE id = 1");
  check(row.has_value(), "schema_state has a row");
  return {.version = static_cast<int>(row->integer("version")),
          .oldest_program = static_cast<int>(row->integer("oldest_program"))};
}

void make_bookkeeping(Write& db) {
  db.change(
      "CREATE TABLE IF NOT EXISTS schema_migration ("
      " number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
  db.change(
      "CREATE TABLE IF NOT EXISTS schema_state (id INTEGER PRIMARY KEY CHECK (id = 1),"
      " version INTEGER NOT NULL, oldest_program INTEGER NOT NULL) STRICT");
  db.change(
      "INSERT INTO schema_state (id, version, oldest_program) VALUES (1, 0, 0)"
      " ON CONFLICT (id) DO NOTHING");
}

void refuse_newer(const State& found, int known) {
  if (found.oldest_program <= known) return;
  throw NewerDatabase(
      fmt::format("The database is newer than this program: its schema is version {}, which "
                  "programs that know at "
                  "least version {} may use, and this one knows version {}. Run the newer program.",
                  found.version, found.oldest_program, known));
}

/// What other programs applied must be what this one calls by that number.
void refuse_other_history(Read& db, std::span<const Migration> migrations) {
  for (const Row& row : db.find_all("SELECT number, name FROM schema_migration ORDER BY number")) {
    const auto number = static_cast<std::size_t>(row.integer("number"));
    if (number > migrations.size() || migrations[number - 1].name == row.text("name")) continue;
    throw Bug(fmt::format("migration {} of this database is called {}, of this program {}", number,
                          row.text("name"), migrations[number - 1].name));
  }
}

/// False when another program was first.
bool apply(Write& db, const Migration& migration, const std::vector<std::string>& statements,
           Time now) {
  const State before = state(db);
  if (before.version >= migration.number) return false;
  for (const auto& statement : statements) db.change(statement);
  for (const auto& guard : guards_of(migration)) db.change(guard);
  db.change("INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)",
            {migration.number, migration.name, now});
  db.change("UPDATE schema_state SET version = $1, oldest_program = $2 WHERE id = 1",
            {migration.number, std::max(before.oldest_program, oldest_program(migration))});
  return true;
}

}  // namespace

std::vector<Migration> embedded_migrations() {
  std::vector<Migration> migrations;
  for (const auto& file : embedded::all("src/", ".sql")) {
    auto name = file.name.substr(file.name.rfind('/') + 1);
    name.remove_suffix(std::string_view{".sql"}.size());
    migrations.push_back({.number = leading_number(name), .name = name, .sql = file.bytes});
  }
  std::sort(migrations.begin(), migrations.end(),
            [](const Migration& a, const Migration& b) { return a.number < b.number; });
  return migrations;
}

std::vector<std::string_view> migrate(Database& database, std::span<const Migration> migrations,
                                      Time now) {
  int known = 0;
  for (const Migration& migration : migrations) {
    if (migration.number != ++known) {
      throw Bug(fmt::format("migrations are numbered from 1 without gaps: {} is not number {}",
                            migration.name, known));
    }
  }

  const State found = database.write([&](Write& db) {
    make_bookkeeping(db);
    const State present = state(db);
    refuse_newer(present, known);
    refuse_other_history(db, migrations);
    return present;
  });

  std::vector<std::string_view> applied;
  for (const Migration& migration : migrations) {
    if (migration.number <= found.version) continue;
    const Statements statements(migration);
    const bool ours =
        database.write([&](Write& db) { return apply(db, migration, statements.all(), now); });
    if (ours) applied.push_back(migration.name);
  }
  return applied;
}

int schema_version(Database& database) {
  return database.read([](Read& db) {
    const bool empty =
        db.find_all("SELECT name FROM sqlite_schema WHERE name = 'schema_state'").empty();
    return empty ? 0 : state(db).version;
  });
}

}  // namespace sallyport::db
