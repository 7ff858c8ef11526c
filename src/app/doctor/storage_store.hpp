// What SQLite says of the file it keeps.
#pragma once

#include <cstdint>
#include <string>

#include "kit/db/database.hpp"

namespace sallyport::app::doctor {

struct Keeping {
  std::string journal_mode;      // "wal"
  std::int64_t synchronous = 0;  // 2 is FULL
};

[[nodiscard]] Keeping keeping_of(db::Read&);

/// Looks through the whole file; empty: nothing is wrong with it.
[[nodiscard]] std::string find_defect(db::Read&);

}  // namespace sallyport::app::doctor
