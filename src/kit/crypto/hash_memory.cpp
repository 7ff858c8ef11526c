#include "kit/crypto/hash_memory.hpp"

#include <sys/mman.h>
#include <sys/types.h>

#include <cstdint>
#include <utility>

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names for the two calls
void* __real_mmap(void* at, size_t size, int protection, int flags, int file, off_t offset);
int __real_munmap(void* memory, size_t size);
// NOLINTEND(bugprone-reserved-identifier)
}

namespace sallyport::crypto {
namespace {

/// Less is taken from the system as ever: cheap hashes, and whoever else asks for memory.
constexpr std::size_t least = std::size_t{1} << 20;

constexpr std::size_t large_page = std::size_t{2} << 20;

thread_local HashMemory* of_this_thread = nullptr;

std::size_t whole_pages(std::size_t size) {
  return (size + large_page - 1) / large_page * large_page;
}

}  // namespace

HashMemory::Use::Use(HashMemory& memory) : before_(std::exchange(of_this_thread, &memory)) {}
HashMemory::Use::~Use() { of_this_thread = before_; }

void HashMemory::release() {
  if (memory_ == nullptr || lent_) return;
  // Not MADV_DONTNEED, which leaves locked pages where they are.
  __real_munmap(memory_, size_);
  memory_ = nullptr;
  size_ = 0;
}

// One large page more than is asked for, so that the rest can begin at the edge of one.
bool HashMemory::map(std::size_t size) {
  release();
  const std::size_t wanted = whole_pages(size);
  void* const mapped = __real_mmap(nullptr, wanted + large_page, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return false;
  auto* const begin = static_cast<std::byte*>(mapped);
  const std::size_t past = reinterpret_cast<std::uintptr_t>(begin) % large_page;
  const std::size_t before = past == 0 ? 0 : large_page - past;
  if (before != 0) __real_munmap(begin, before);
  if (before != large_page) __real_munmap(begin + before + wanted, large_page - before);
  memory_ = begin + before;
  size_ = wanted;
  // Small pages, where the system has no large ones, do as well, only slower.
  madvise(memory_, size_, MADV_HUGEPAGE);
  madvise(memory_, size_, MADV_DONTDUMP);
  return true;
}

void* HashMemory::lend(std::size_t size) {
  HashMemory* const memory = of_this_thread;
  if (memory == nullptr || memory->lent_ || size < least) return nullptr;
  if (memory->size_ < size && !memory->map(size)) return nullptr;
  memory->lent_ = true;
  return memory->memory_;
}

bool HashMemory::take_back(void* memory) {
  HashMemory* const lender = of_this_thread;
  if (lender == nullptr || !lender->lent_ || lender->memory_ != memory) return false;
  lender->lent_ = false;
  return true;
}

}  // namespace sallyport::crypto

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names for the two calls
void* __wrap_mmap(void* at, size_t size, int protection, int flags, int file, off_t offset) {
  if (at == nullptr && file == -1 && (flags & MAP_ANONYMOUS) != 0) {
    void* const lent = sallyport::crypto::HashMemory::lend(size);
    if (lent != nullptr) return lent;
  }
  return __real_mmap(at, size, protection, flags, file, offset);
}

int __wrap_munmap(void* memory, size_t size) {
  if (sallyport::crypto::HashMemory::take_back(memory)) return 0;
  return __real_munmap(memory, size);
}
// NOLINTEND(bugprone-reserved-identifier)
}
