#include "tests/testkit/small_disk.hpp"

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>

#include <fstream>

#include "base/bug.hpp"

namespace sallyport::testkit {
namespace {

constexpr const char* folder_variable = "TMPDIR";

/// From now on, what this process mounts is seen by nobody else and goes with it.
bool have_mounts_of_our_own() {
  static const bool have =
      unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return have;
}

}  // namespace

bool SmallDisk::is_possible() { return have_mounts_of_our_own(); }

SmallDisk::SmallDisk() {
  check(is_possible(), "the test asked whether a disk can be mounted");
  check(mount("tmpfs", path().c_str(), "tmpfs", 0, "size=4m") == 0, "a small disk was mounted");
  if (const char* before = getenv(folder_variable)) folder_for_others_ = before;
  setenv(folder_variable, path().c_str(), /*overwrite=*/1);
}

SmallDisk::~SmallDisk() {
  if (folder_for_others_.empty()) {
    unsetenv(folder_variable);
  } else {
    setenv(folder_variable, folder_for_others_.c_str(), /*overwrite=*/1);
  }
  umount2(path().c_str(), MNT_DETACH);
}

void SmallDisk::fill() {
  std::ofstream filler{path() / "filler", std::ios::binary | std::ios::app};
  const std::string block(4096, 'x');
  while (filler.write(block.data(), static_cast<std::streamsize>(block.size())) && filler.flush()) {
  }
}

void SmallDisk::make_room() { std::filesystem::remove(path() / "filler"); }

void SmallDisk::make_read_only() {
  check(mount(nullptr, path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0,
        "the small disk was made read-only");
}

}  // namespace sallyport::testkit
