#include "kit/memory/memory.hpp"

#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>

// A sanitizer brings an allocator of its own, which must see each call.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SALLYPORT_OTHER_ALLOCATOR
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SALLYPORT_OTHER_ALLOCATOR
#endif
#endif

namespace sallyport::memory {

bool guard() {
  prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
#ifdef SALLYPORT_OTHER_ALLOCATOR
  return false;
#else
  // As pages come into use: the whole address space would be a hundred times as much.
  return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
#endif
}

}  // namespace sallyport::memory

#ifndef SALLYPORT_OTHER_ALLOCATOR

// Takes the place of the C library's functions in the whole process, its shared libraries included
// (glibc manual, "Replacing malloc"). Operator delete ends here too.
extern "C" {

void __libc_free(void* memory);

void free(void* memory) {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
}

// The C library's own moves bytes and leaves them behind.
void* realloc(void* memory, size_t size) {
  if (memory == nullptr) return malloc(size);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  const size_t present = malloc_usable_size(memory);
  if (size <= present && size >= present / 2) return memory;
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  memcpy(moved, memory, std::min(size, present));
  free(memory);
  return moved;
}
}

#endif
