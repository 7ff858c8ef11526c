// The seam between our SQL and one database engine; see sqlite.cpp for the first.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kit/db/value.hpp"

namespace sallyport::db {

/// What one statement answered.
struct Answer {
  std::vector<Row> rows;
  std::int64_t changed = 0;  // rows inserted, updated or deleted
};

/// One connection inside a transaction, used by one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Runs one statement, prepared once and kept. Throws Unavailable or Bug (SQL that is wrong, a
  /// broken constraint).
  virtual Answer run(std::string_view sql, std::span<const Value> arguments) = 0;
};

}  // namespace sallyport::db
