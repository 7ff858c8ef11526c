#include "core/statement/link_code.hpp"

#include <algorithm>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::statement {
namespace {

constexpr std::size_t bytes_of_code = link_code_size * 5 / 8;
// The longest that is looked at: room for a space beside each letter and then some.
constexpr std::size_t longest_typed = 64;

std::string in_upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
}

}  // namespace

std::string fresh_link_code(crypto::Random& random) {
  return in_upper_case(to_crockford(random.bytes(bytes_of_code)));
}

std::optional<std::string> read_link_code(std::string_view typed) {
  if (typed.size() > longest_typed) return std::nullopt;
  std::string letters{typed};
  std::erase_if(letters, [](char letter) { return letter == '-' || letter == ' '; });
  if (letters.size() != link_code_size) return std::nullopt;
  const auto bytes = from_crockford(letters);
  if (!bytes) return std::nullopt;
  return in_upper_case(to_crockford(*bytes));
}

std::string shown_link_code(std::string_view code) {
  check(code.size() == link_code_size, "a linking code has 16 letters");
  std::string shown;
  for (std::size_t i = 0; i < code.size(); i += 4) {
    if (i > 0) shown += '-';
    shown += code.substr(i, 4);
  }
  return shown;
}

}  // namespace sallyport::statement
