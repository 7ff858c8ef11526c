#include "kit/memory/memory.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace sallyport::memory {
namespace {

/// Whether the bytes stand anywhere in this process's heap.
bool is_in_memory(const std::string& reversed) {
  std::string wanted{reversed.rbegin(), reversed.rend()};
  std::ifstream maps{"/proc/self/maps"};
  std::string line;
  bool found = false;
  while (std::getline(maps, line)) {
    if (line.find("rw-p") == std::string::npos || line.find("[heap]") == std::string::npos)
      continue;
    const auto begin = std::stoull(line, nullptr, 16);
    const auto end = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
    const char* place = reinterpret_cast<const char*>(begin);
    const char* const last = reinterpret_cast<const char*>(end);
    while ((place = static_cast<const char*>(memmem(place, static_cast<std::size_t>(last - place),
                                                    wanted.data(), wanted.size()))) != nullptr) {
      if (place != wanted.data()) found = true;
      ++place;
    }
  }
  return found;
}

TEST(Memory, IsWipedWhenItIsGivenBack) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "SKIPPED: the sanitizer's allocator is in place";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "SKIPPED: the sanitizer's allocator is in place";
#endif
#endif
  static_cast<void>(guard);
  const std::string reversed = "esrever ni yranac eht fo sdrow ynam";
  for (const std::size_t before : {0U, 500U, 5'000U, 50'000U}) {
    {
      std::string text(before, '.');
      text.append(reversed.rbegin(), reversed.rend());
      EXPECT_TRUE(is_in_memory(reversed)) << "the search sees what is there";
    }
    EXPECT_FALSE(is_in_memory(reversed)) << "given back by C++, " << before;

    void* grown = std::malloc(before + 100);
    std::memset(grown, '.', before);
    std::copy(reversed.rbegin(), reversed.rend(), static_cast<char*>(grown) + before);
    void* const beside = std::malloc(100);  // so that it has to move
    grown = std::realloc(grown, before * 3 + 1000);
    explicit_bzero(grown, before + 100);  // the new place; memset would be left out
    EXPECT_FALSE(is_in_memory(reversed)) << "moved, " << before;
    std::free(grown);
    std::free(beside);
  }
}

TEST(Memory, KeepsItsBytesWhenItGrowsAndShrinks) {
  auto* bytes = static_cast<unsigned char*>(std::malloc(1));
  bytes[0] = 0;
  std::size_t size = 1;
  for (const std::size_t next : {3U, 40U, 39U, 4'000U, 300'000U, 100U, 7U}) {
    bytes = static_cast<unsigned char*>(std::realloc(bytes, next));
    for (std::size_t i = 0; i < std::min(size, next); ++i) ASSERT_EQ(bytes[i], i % 251) << next;
    size = next;
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(i % 251);
  }
  std::free(bytes);
}

TEST(Memory, OfAGuardedProcessIsNotDumped) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    guard();
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    _exit(prctl(PR_GET_DUMPABLE) == 0 && limit.rlim_max == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace sallyport::memory
