// Brings a database to the newest schema: numbered SQL texts, forward only, each in a transaction
// of its own, so that a crash leaves a whole step or none.
//
// Owns    tables `schema_migration` (what was applied when) and `schema_state` (one row).
//
// A migration's text is statements, each ended by a semicolon at the end of a line (a comment may
// follow it), with `--` comments. No triggers: their inner semicolons would end the statement, and
// each engine has words of its own for them. Instead, a line of its own
//     -- append only: TABLE, COLUMN up to LIMITS
// makes the engine refuse changes of TABLE's rows, and removal where COLUMN is greater than it is
// in all rows of LIMITS.
//
// Programs older than a migration are refused once it is applied, unless it has a line
// `-- oldest program: N`: then those that know migration N may keep running during an upgrade.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::db {

/// One `NNNN_name.sql`, built into the program from the folder that owns the table.
struct Migration {
  int number = 0;         // from 1, without gaps
  std::string_view name;  // "0001_account"
  std::string_view sql;
};

/// The database is newer than this program knows; what() says so and what to do.
class NewerDatabase : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The migrations built into this program, in order.
[[nodiscard]] std::vector<Migration> embedded_migrations();

/// Applies what is missing, in order, and says which. Several programs may do so at once. Throws
/// NewerDatabase when this program is too old for the database.
std::vector<std::string_view> migrate(Database&, std::span<const Migration>, Time now);

/// The number of the newest migration applied; 0 for an empty database.
[[nodiscard]] int schema_version(Database&);

}  // namespace sallyport::db
