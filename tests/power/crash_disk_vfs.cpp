// SQLite's side of the disk: a sqlite3_vfs, and a sqlite3_file for each that is open.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>

#include "tests/power/crash_disk_parts.hpp"

namespace sallyport::power {
namespace {

CrashDisk::Parts* the_disk = nullptr;

struct Opened {
  sqlite3_file base{};  // first, for SQLite knows only this part
  std::shared_ptr<DiskFile> file;
  int level = SQLITE_LOCK_NONE;
  unsigned shared_slots = 0;
  unsigned exclusive_slots = 0;
};

Opened& opened(sqlite3_file* file) { return *reinterpret_cast<Opened*>(file); }
DiskFile& disk_file(sqlite3_file* file) { return *opened(file).file; }
std::unique_lock<std::mutex> alone() { return std::unique_lock{the_disk->mutex}; }

int read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  const auto lock = alone();
  const std::string& live = disk_file(file).live;
  const auto from = std::min(static_cast<std::size_t>(offset), live.size());
  const auto wanted = static_cast<std::size_t>(amount);
  const auto there = std::min(wanted, live.size() - from);
  std::memcpy(buffer, live.data() + from, there);
  std::memset(static_cast<char*>(buffer) + there, 0, wanted - there);
  if (!the_disk->power) return SQLITE_IOERR_READ;
  return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 offset) {
  const auto lock = alone();
  const bool done = the_disk->operate(
      disk_file(file),
      {.offset = static_cast<std::size_t>(offset),
       .bytes = std::string{static_cast<const char*>(buffer), static_cast<std::size_t>(amount)}});
  return done ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const auto lock = alone();
  const bool done = the_disk->operate(
      disk_file(file), {.offset = static_cast<std::size_t>(size), .truncates = true});
  return done ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync(sqlite3_file* file, int) {
  const auto lock = alone();
  return the_disk->sync(disk_file(file)) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int size_of(sqlite3_file* file, sqlite3_int64* size) {
  const auto lock = alone();
  *size = static_cast<sqlite3_int64>(disk_file(file).live.size());
  return SQLITE_OK;
}

void leave(Opened& own, int level) {
  DiskFile& file = *own.file;
  if (file.exclusive == &own && level < SQLITE_LOCK_EXCLUSIVE) file.exclusive = nullptr;
  if (file.reserved == &own && level < SQLITE_LOCK_RESERVED) file.reserved = nullptr;
  if (own.level >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED) --file.shared;
  own.level = std::min(own.level, level);
}

int lock_file(sqlite3_file* handle, int level) {
  const auto lock = alone();
  Opened& own = opened(handle);
  DiskFile& file = *own.file;
  if (own.level >= level) return SQLITE_OK;
  if (file.exclusive != nullptr && file.exclusive != &own) return SQLITE_BUSY;
  if (own.level == SQLITE_LOCK_NONE) ++file.shared;
  own.level = std::max(own.level, SQLITE_LOCK_SHARED);
  if (level >= SQLITE_LOCK_RESERVED) {
    if (file.reserved != nullptr && file.reserved != &own) return SQLITE_BUSY;
    file.reserved = &own;
    own.level = SQLITE_LOCK_RESERVED;
  }
  if (level == SQLITE_LOCK_EXCLUSIVE) {
    if (file.shared > 1) return SQLITE_BUSY;
    file.exclusive = &own;
    own.level = SQLITE_LOCK_EXCLUSIVE;
  }
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* handle, int level) {
  const auto lock = alone();
  leave(opened(handle), level);
  return SQLITE_OK;
}

int is_reserved(sqlite3_file* handle, int* answer) {
  const auto lock = alone();
  *answer = disk_file(handle).reserved != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
/// As the machine's own: bytes beside those written are safe.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_region(sqlite3_file* handle, int index, int size, int extend, void volatile** region) {
  const auto lock = alone();
  auto& regions = disk_file(handle).regions;
  const auto wanted = static_cast<std::size_t>(index);
  while (extend != 0 && regions.size() <= wanted) {
    regions.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
  }
  *region = wanted < regions.size() ? regions[wanted]->data() : nullptr;
  return SQLITE_OK;
}

int lock_region(sqlite3_file* handle, int first, int count, int flags) {
  const auto lock = alone();
  Opened& own = opened(handle);
  auto& locks = own.file->region_locks;
  const auto each = [&](const auto& act) {
    for (int slot = first; slot < first + count; ++slot)
      act(static_cast<std::size_t>(slot), 1U << slot);
  };
  bool busy = false;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    each([&](std::size_t slot, unsigned bit) {
      if ((own.exclusive_slots & bit) != 0) locks[slot] = 0;
      if ((own.shared_slots & bit) != 0) --locks[slot];
      own.exclusive_slots &= ~bit;
      own.shared_slots &= ~bit;
    });
    return SQLITE_OK;
  }
  if ((flags & SQLITE_SHM_SHARED) != 0) {
    each([&](std::size_t slot, unsigned bit) {
      if ((own.shared_slots & bit) == 0 && locks[slot] < 0) busy = true;
    });
    if (busy) return SQLITE_BUSY;
    each([&](std::size_t slot, unsigned bit) {
      if ((own.shared_slots & bit) != 0) return;
      ++locks[slot];
      own.shared_slots |= bit;
    });
    return SQLITE_OK;
  }
  each([&](std::size_t slot, unsigned bit) {
    if ((own.exclusive_slots & bit) == 0 && locks[slot] != 0) busy = true;
  });
  if (busy) return SQLITE_BUSY;
  each([&](std::size_t slot, unsigned bit) {
    locks[slot] = -1;
    own.exclusive_slots |= bit;
  });
  return SQLITE_OK;
}

void barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

int unmap_regions(sqlite3_file* handle, int remove) {
  const auto lock = alone();
  if (remove != 0) disk_file(handle).regions.clear();
  return SQLITE_OK;
}

int close(sqlite3_file* handle) {
  {
    const auto lock = alone();
    leave(opened(handle), SQLITE_LOCK_NONE);
  }
  opened(handle).~Opened();
  return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{.iVersion = 2,
                                     .xClose = close,
                                     .xRead = read,
                                     .xWrite = write,
                                     .xTruncate = truncate,
                                     .xSync = sync,
                                     .xFileSize = size_of,
                                     .xLock = lock_file,
                                     .xUnlock = unlock_file,
                                     .xCheckReservedLock = is_reserved,
                                     .xFileControl = control,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = map_region,
                                     .xShmLock = lock_region,
                                     .xShmBarrier = barrier,
                                     .xShmUnmap = unmap_regions,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* handle, int flags, int* given) {
  const auto lock = alone();
  auto* own = new (handle) Opened;
  const std::string path = name != nullptr ? name : "";
  auto& file = the_disk->files[path];
  if (!file || path.empty()) file = std::make_shared<DiskFile>();
  own->file = file;
  own->base.pMethods = &methods;
  if (given != nullptr) *given = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int) {
  const auto lock = alone();
  if (!the_disk->power) return SQLITE_IOERR_DELETE;
  the_disk->files.erase(name);
  return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* name, int, int* answer) {
  const auto lock = alone();
  *answer = the_disk->files.contains(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* full) {
  sqlite3_snprintf(size, full, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* bytes) {
  return the_disk->machine->xRandomness(the_disk->machine, size, bytes);
}
int sleep(sqlite3_vfs*, int microseconds) {
  return the_disk->machine->xSleep(the_disk->machine, microseconds);
}
int current_time(sqlite3_vfs*, double* time) {
  return the_disk->machine->xCurrentTime(the_disk->machine, time);
}
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

CrashDisk::CrashDisk() : parts_(std::make_unique<Parts>()) {
  parts_->machine = sqlite3_vfs_find(nullptr);
  parts_->vfs = {.iVersion = 1,
                 .szOsFile = sizeof(Opened),
                 .mxPathname = 512,
                 .zName = "crash-disk",
                 .xOpen = open,
                 .xDelete = remove,
                 .xAccess = access,
                 .xFullPathname = full_name,
                 .xRandomness = randomness,
                 .xSleep = sleep,
                 .xCurrentTime = current_time,
                 .xGetLastError = last_error};
  the_disk = parts_.get();
  sqlite3_vfs_register(&parts_->vfs, 1);
}

CrashDisk::~CrashDisk() {
  sqlite3_vfs_unregister(&parts_->vfs);
  sqlite3_vfs_register(parts_->machine, 1);
  the_disk = nullptr;
}

}  // namespace sallyport::power
