// What each value of a statement may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/statement/statement.hpp"

namespace sallyport::statement {

/// Numbers that every language can hold exactly (ECMAScript's are doubles).
inline constexpr std::int64_t highest_number = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t longest_target = 2048;

/// A scheme, a host in lower case and maybe a port; no path, not even "/".
[[nodiscard]] bool is_origin(std::string_view);
/// base64url of exactly `count` bytes.
[[nodiscard]] bool is_bytes(std::string_view, std::size_t count);
[[nodiscard]] bool is_method(std::string_view);
[[nodiscard]] bool is_target(std::string_view);
/// What may stand beside that mode and decision.
[[nodiscard]] bool is_value(std::string_view, Mode, Decision);
/// From 1 to the highest.
[[nodiscard]] bool is_number(std::int64_t);
/// In decimal, without a zero in front.
[[nodiscard]] std::optional<std::int64_t> number_of(std::string_view);

}  // namespace sallyport::statement
