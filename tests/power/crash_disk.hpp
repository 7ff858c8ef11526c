// A disk in memory that loses power: SQLite's own files on it, through SQLite's own interface.
//
// What was written and not yet synced may, after the power is back, be there, be missing, be there
// in another order, or be torn at 512 bytes with garbage in the pieces that were being written.
// What was synced is there. Source: https://sqlite.org/vfs.html, https://sqlite.org/testing.html
// ("Crash testing").
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/walk/chance.hpp"

namespace sallyport::power {

using walk::Chance;

struct DiskFile;

/// Files by name, as they lie on the disk.
using Image = std::map<std::string, std::string>;

/// The one disk of a test program; while it exists SQLite opens all its files on it.
class CrashDisk {
 public:
  CrashDisk();
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  /// Puts other files on it; nothing may be open.
  void load(const Image&);
  /// What lies on it when everything has been synced.
  [[nodiscard]] Image image() const;

  /// The power goes during the operation of that number from now on (writes, syncs, truncations).
  void lose_power_at(std::uint64_t operation);
  [[nodiscard]] bool has_power() const;
  [[nodiscard]] std::uint64_t operations() const;
  /// A disk that says it has synced and has not: for the control.
  void lie_about_syncing(bool lies);
  /// What is found when the power is back.
  [[nodiscard]] Image damaged(Chance&) const;

  // For SQLite's side of it.
  struct Parts;
  [[nodiscard]] Parts& parts() { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::power
