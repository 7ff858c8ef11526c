// The version of Pocket that a device says it is: three numbers.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::statement {

/// Compared number by number: 1.6.100 is later than 1.6.78.
struct AppVersion {
  std::array<std::uint32_t, 3> numbers{};

  /// "1.7.0": exactly three numbers of at most six digits, none with a zero in front.
  [[nodiscard]] static std::optional<AppVersion> parse(std::string_view);
  [[nodiscard]] std::string text() const;
  auto operator<=>(const AppVersion&) const = default;
};

}  // namespace sallyport::statement
