// SQLite behind the driver seam: WAL, synchronous=FULL, one writer thread that commits waiting
// writes together, many readers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "kit/db/database.hpp"

namespace sallyport::db {

struct SqliteOptions {
  std::chrono::milliseconds lock_patience{5000};    // for another program's write to end
  std::chrono::milliseconds reader_patience{2000};  // for a free connection to read with
  std::size_t most_readers = 16;
  std::int64_t most_pages =
      0;                // of 4 KiB; 0: as many as the disk holds. A test fills the disk by it.
  bool lasting = true;  // false: does not wait for the disk; for what nobody will miss
};

/// Opens or creates the file, readable by its owner only. Throws Unavailable with a sentence that
/// says what to do.
std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file, const SqliteOptions& = {});

/// A new database in a folder of its own that disappears with the object; for tests.
std::unique_ptr<Database> temporary_sqlite();

}  // namespace sallyport::db
