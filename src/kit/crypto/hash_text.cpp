#include "kit/crypto/hash_text.hpp"

#include <charconv>
#include <utility>

namespace sallyport::crypto {

std::string_view take_until(std::string_view& rest, std::string_view end) {
  const auto found = rest.find(end);
  if (found == std::string_view::npos) return std::exchange(rest, {});
  const std::string_view taken = rest.substr(0, found);
  rest.remove_prefix(found + end.size());
  return taken;
}

std::uint32_t number_in(std::string_view digits) {
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace sallyport::crypto
