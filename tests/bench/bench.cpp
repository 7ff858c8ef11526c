// How fast the portal is, in ratios of what the machine can do, measured side by side in one run.
//
//   bench [PART...]     all parts, or those named; run from the root of the source by `make bench`
#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <vector>

#include "tests/bench/parts.hpp"

namespace {

struct Part {
  std::string_view name;
  void (*measure)();
};

constexpr std::array parts = {Part{"signin", sallyport::bench::measure_sign_ins},
                              Part{"page", sallyport::bench::measure_pages},
                              Part{"crowd", sallyport::bench::measure_crowd},
                              Part{"waiting", sallyport::bench::measure_waiting},
                              Part{"press", sallyport::bench::measure_presses},
                              Part{"guessing", sallyport::bench::measure_guessing},
                              Part{"memory", sallyport::bench::measure_memory},
                              Part{"keys", sallyport::bench::measure_keys},
                              Part{"desk", sallyport::bench::measure_desk},
                              Part{"growth", sallyport::bench::measure_growth}};

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string_view> asked(words + 1, words + count);
  for (const std::string_view name : asked) {
    if (std::none_of(parts.begin(), parts.end(),
                     [&](const Part& part) { return part.name == name; })) {
      fmt::print(stderr, "no part is called {}; there are:", name);
      for (const Part& part : parts) fmt::print(stderr, " {}", part.name);
      fmt::print(stderr, "\n");
      return 2;
    }
  }
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (sodium_init() < 0) return 1;
  try {
    for (const Part& part : parts) {
      if (asked.empty() || std::find(asked.begin(), asked.end(), part.name) != asked.end()) {
        part.measure();
      }
    }
  } catch (const std::exception& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
  return 0;
}
