// What the disk and SQLite's side of it share.
#pragma once

#include <sqlite3.h>

#include <array>

#include "tests/power/crash_disk.hpp"

namespace sallyport::power {

/// A write or a truncation that was not synced.
struct Pending {
  std::size_t offset = 0;
  std::string bytes = {};
  bool truncates = false;
};

struct DiskFile {
  std::string live;     // what the running program reads
  std::string durable;  // what is there for certain
  std::vector<Pending> pending;

  // Locks between connections (sqlite3_file: SHARED, RESERVED, EXCLUSIVE), and the index of the
  // WAL.
  int shared = 0;
  const void* reserved = nullptr;
  const void* exclusive = nullptr;
  std::vector<std::unique_ptr<std::vector<char>>> regions;
  std::array<int, SQLITE_SHM_NLOCK> region_locks{};  // -1: exclusive; otherwise how many share it
};

struct CrashDisk::Parts {
  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<DiskFile>> files;
  std::uint64_t operations = 0;
  std::uint64_t crash_at = 0;
  bool power = true;
  bool lies = false;
  sqlite3_vfs vfs{};
  sqlite3_vfs* machine = nullptr;  // the real one, for names, time and chance

  /// False when the power is gone.
  [[nodiscard]] bool operate(DiskFile&, const Pending&);
  [[nodiscard]] bool sync(DiskFile&);
};

}  // namespace sallyport::power
