#include "core/statement/app_version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sallyport::statement {
namespace {

/// The number in front, taken from the text.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end == 0 || end > 6 || (end > 1 && text.front() == '0')) return std::nullopt;
  std::uint32_t number = 0;
  for (const char digit : text.substr(0, end)) {
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  text.remove_prefix(end);
  return number;
}

}  // namespace

std::optional<AppVersion> AppVersion::parse(std::string_view text) {
  AppVersion version;
  for (std::uint32_t& number : version.numbers) {
    if (&number != version.numbers.data()) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    const auto read = take_number(text);
    if (!read) return std::nullopt;
    number = *read;
  }
  if (!text.empty()) return std::nullopt;
  return version;
}

std::string AppVersion::text() const {
  return fmt::format("{}.{}.{}", numbers[0], numbers[1], numbers[2]);
}

}  // namespace sallyport::statement
