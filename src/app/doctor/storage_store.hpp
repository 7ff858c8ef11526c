// What SQLite says of the file it keeps.
//
// Not asked for: journal_mode and synchronous. Each of our connections sets them, and is not opened
// where they cannot be had (kit/db/sqlite_connection.cpp).
#pragma once

#include <string>

#include "kit/db/database.hpp"

namespace sallyport::app::doctor {

/// Looks through the whole file; empty: nothing is wrong with it.
[[nodiscard]] std::string find_defect(db::Read&);

}  // namespace sallyport::app::doctor
