// Chance: the only source of it in the program.
//
// Source  getrandom(2). A failure ends the process: there is no second source to fall back to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"

namespace sallyport::crypto {

/// Safe to call from several threads. A test brings a predictable one.
class Random {
 public:
  virtual ~Random() = default;
  /// `count` bytes that nobody can guess.
  [[nodiscard]] virtual std::string bytes(std::size_t count) = 0;
};

class SystemRandom final : public Random {
 public:
  [[nodiscard]] std::string bytes(std::size_t count) override;
};

/// `crypto::fresh_id<AccountId>(random)`
template <class SomeId>
[[nodiscard]] SomeId fresh_id(Random& random) {
  return SomeId::of_bytes(random.bytes(SomeId::size));
}

/// The same for rows that are written in great numbers: the id begins with its second, so that new
/// ones stand together at the end of an index instead of each on a page of its own. What is left to
/// chance, 88 bits, cannot be guessed either.
template <class SomeId>
[[nodiscard]] SomeId fresh_id_in_order(Random& random, Time now) {
  constexpr std::size_t of_time = 5;
  std::string bytes = random.bytes(SomeId::size);
  auto seconds = static_cast<std::uint64_t>(unix_seconds(now));
  for (std::size_t i = of_time; i-- > 0; seconds >>= 8U) {
    bytes[i] = static_cast<char>(seconds & 0xffU);
  }
  return SomeId::of_bytes(bytes);
}

}  // namespace sallyport::crypto
