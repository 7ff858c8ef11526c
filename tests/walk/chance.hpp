// Chance that can be repeated: the same seed makes the same choices on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sallyport::walk {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64 (public domain, Sebastiano Vigna).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// 0 ... count - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  const T& of(const std::vector<T>& some) {
    return some[below(some.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace sallyport::walk
