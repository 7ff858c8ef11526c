// Brings a database to the newest schema: numbered SQL texts, forward only, each in a transaction of its
// own, so that a crash leaves a whole step or none.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kit/db/database.hpp"

namespace sallyport::db {

/// One `NNNN_name.sql`, built into the program from the folder that owns the table.
struct Migration {
  int number = 0;         // from 1, without gaps
  std::string_view name;  // "0001_account"
  std::string_view sql;   // statements, each ended by a semicolon at the end of a line
};

/// The database is newer than this program knows; what() says so and what to do.
class NewerDatabase : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Applies what is missing, in order, and says which.
std::vector<std::string_view> migrate(Database&, std::span<const Migration>);

/// The number of the newest migration applied; 0 for an empty database.
[[nodiscard]] int schema_version(Database&);

}  // namespace sallyport::db
