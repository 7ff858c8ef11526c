// SQLite behind the driver seam: WAL, synchronous=FULL, one writer thread that commits waiting writes
// together, many readers.
#pragma once

#include <filesystem>
#include <memory>

#include "kit/db/database.hpp"

namespace sallyport::db {

/// Opens or creates the file, readable by its owner only. Throws Unavailable with a sentence that says
/// what to do.
std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file);

}  // namespace sallyport::db
