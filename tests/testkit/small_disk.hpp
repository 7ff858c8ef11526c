// A disk of a few megabytes that a test may fill, empty and make read-only: a real one, mounted for
// this process alone. Only root may mount; for others is_possible() is false, and the test says
// SKIPPED.
//
//     if (!SmallDisk::is_possible()) GTEST_SKIP() << SmallDisk::why_not;
//     SmallDisk disk;
//     Service service;  // keeps its files on the disk
#pragma once

#include <filesystem>
#include <string>

#include "tests/testkit/service.hpp"

namespace sallyport::testkit {

class SmallDisk {
 public:
  static constexpr const char* why_not =
      "SKIPPED: only root may mount a disk of its own. Run the tests as root to test a full one.";
  [[nodiscard]] static bool is_possible();

  /// Mounts; until it is gone, new Folders lie on it.
  SmallDisk();
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Until not one byte more can be written.
  void fill();
  void make_room();
  /// Nothing may have a file open for writing.
  void make_read_only();
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }

 private:
  Folder folder_;
  std::string folder_for_others_;
};

}  // namespace sallyport::testkit
