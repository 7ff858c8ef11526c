// The code that a phone shows where it has no connection.
//
// Source  RFC 6238 with HMAC-SHA-256, six digits, 30 seconds; RFC 4226 §5.3 (truncation).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace sallyport::device {

/// Exactly six digits.
[[nodiscard]] std::string offline_code_at(const Secret&, std::int64_t step);
/// The step of a code, one early or late; none when it is wrong or not later than `last_step`.
[[nodiscard]] std::optional<std::int64_t> step_of_offline_code(const Secret&, std::string_view code,
                                                               Time now, std::int64_t last_step);

}  // namespace sallyport::device
