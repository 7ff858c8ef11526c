// Why a second factor is not looked at for now, in words that say how long and which way stays
// open.
#pragma once

#include <chrono>
#include <optional>

#include "kit/text/message.hpp"

namespace sallyport::site {

/// Too many answers were wrong. Without `wait` only a known browser goes on, or a new password.
struct Pause {
  std::optional<std::chrono::seconds> wait;
};

/// `other_way`: whether there is one to choose.
[[nodiscard]] text::Message words_for(const Pause&, bool other_way);

/// Rounded up.
[[nodiscard]] std::int64_t whole_minutes(std::chrono::seconds);

}  // namespace sallyport::site
