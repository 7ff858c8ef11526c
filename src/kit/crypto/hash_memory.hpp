// Memory for slow hashes that a lane keeps from one hash to the next, in large pages.
//
// Owns    the memory, mapped when the first hash needs it, given back with release().
// Source  libsodium 1.0.18 asks the system for each hash's memory (mmap) and returns it (munmap);
//         GNU ld, --wrap, by which those two calls of its static library come here first;
//         madvise(2), MADV_HUGEPAGE.
// Why     Mapped anew, the 19 MiB of one hash come in 4,864 pages, one fault each: a third of the
//         time that a hash takes.
//
// What a hash left in it stays until the next one or until release(); it is in no dump
// (MADV_DONTDUMP) and on no disk where memory may be locked (kit/memory).
#pragma once

#include <cstddef>

namespace sallyport::crypto {

class HashMemory {
 public:
  HashMemory() = default;
  ~HashMemory() { release(); }
  HashMemory(const HashMemory&) = delete;
  HashMemory& operator=(const HashMemory&) = delete;

  /// While one is alive, what this thread hashes takes its memory from here.
  class Use {
   public:
    explicit Use(HashMemory&);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    HashMemory* before_;
  };

  /// Gives back what is not being used; nothing when nothing is held.
  void release();
  [[nodiscard]] std::size_t held() const { return size_; }  // bytes

  // What stands in for mmap and munmap asks these; nullptr or false: ask the system.
  [[nodiscard]] static void* lend(std::size_t size);
  [[nodiscard]] static bool take_back(void* memory);

 private:
  [[nodiscard]] bool map(std::size_t size);

  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
  bool lent_ = false;
};

}  // namespace sallyport::crypto
