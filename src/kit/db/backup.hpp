// A copy of the database beside it, made before its schema is changed.
//
// Source  sqlite.org/backup.html: a whole copy as of one moment, also while others write.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/time.hpp"
#include "kit/db/sqlite.hpp"

namespace sallyport::db {

/// "sallyport.db.2026-01-31T09-05-00Z.schema-12.backup", readable by its owner only. Keeps the
/// newest `keep` of them. Throws Unavailable, and leaves no half copy, when there is no room or the
/// folder may not be written.
std::filesystem::path back_up(const std::filesystem::path& database, int schema_version, Time now,
                              std::size_t keep, const SqliteOptions& options = {});

}  // namespace sallyport::db
