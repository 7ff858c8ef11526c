// Sixty-four people who do the same thing at the same moment.
#pragma once

#include <atomic>
#include <cstdlib>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace sallyport::races {

inline constexpr int crowd_size = 64;

/// How many of them were accepted.
inline int accepted_of_all_at_once(const std::function<bool(int person)>& is_accepted) {
  std::latch all_are_here{crowd_size};
  std::atomic<int> accepted = 0;
  std::vector<std::thread> people;
  people.reserve(crowd_size);
  for (int person = 0; person < crowd_size; ++person) {
    people.emplace_back([&, person] {
      all_are_here.arrive_and_wait();
      if (is_accepted(person)) ++accepted;
    });
  }
  for (auto& one : people) one.join();
  return accepted;
}

/// Rounds of a race: `few` on every push, `many` with `make test-all`.
inline int rounds(int few, int many) {
  return std::getenv("SALLYPORT_AT_LENGTH") != nullptr ? many : few;
}

}  // namespace sallyport::races
