// Chance: the only source of it in the program.
//
// Source  getrandom(2). A failure ends the process: there is no second source to fall back to.
#pragma once

#include <cstddef>
#include <string>

#include "base/id.hpp"

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

}  // namespace sallyport::crypto
