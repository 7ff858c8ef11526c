// How long to wait before the next try, so that many who wait do not all come back at one moment.
#pragma once

#include <chrono>

#include "kit/crypto/random.hpp"

namespace sallyport::outbox {

/// The wait and up to a quarter of it more.
[[nodiscard]] inline std::chrono::seconds lengthened(std::chrono::seconds wait,
                                                     crypto::Random& random) {
  const auto share = static_cast<unsigned char>(random.bytes(1).front());  // of 255
  return wait + wait * share / (4 * 255);
}

}  // namespace sallyport::outbox
