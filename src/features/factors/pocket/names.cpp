#include "features/factors/pocket/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"

namespace sallyport::pocket {

std::optional<std::string> tidy_name(std::string_view typed) {
  const auto first = typed.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nullopt;
  const auto name = typed.substr(first, typed.find_last_not_of(' ') - first + 1);
  if (!is_name(name, device::longest_name)) return std::nullopt;
  return std::string{name};
}

std::string free_name(const std::vector<device::Device>& taken, const std::string& wanted) {
  std::string name = wanted;
  const auto is_taken = [&](const device::Device& device) { return device.describes.name == name; };
  for (int number = 2; std::ranges::any_of(taken, is_taken); ++number) {
    name = fmt::format("{} {}", wanted, number);
  }
  return name;
}

}  // namespace sallyport::pocket
