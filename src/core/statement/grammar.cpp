#include "core/statement/grammar.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::statement {
namespace {

constexpr std::array<std::string_view, 5> modes = {"press", "choose", "type2", "type6", "local"};
constexpr std::array<std::string_view, 3> decisions = {"approve", "cancel", "report"};

template <class Kind, std::size_t count>
std::optional<Kind> find(const std::array<std::string_view, count>& words, std::string_view word) {
  const auto* const found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Kind>(found - words.begin());
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_of_host(char letter) {
  return (letter >= 'a' && letter <= 'z') || is_digit(letter) || letter == '-' || letter == '.' ||
         letter == '_';
}

bool are_digits(std::string_view text, std::size_t count) {
  return text.size() == count && std::ranges::all_of(text, is_digit);
}

}  // namespace

// origin = ( "https" / "http" ) "://" host [ ":" port ], with host as in a URL: a name, an IPv4
// address, or an IPv6 address in brackets.
bool is_origin(std::string_view text) {
  if (text.size() > 255) return false;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    std::string_view rest = text.substr(scheme.size());
    const std::size_t end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
    const std::string_view host = rest.substr(0, end);
    rest.remove_prefix(host.size());
    if (host.starts_with('[')) {
      if (host.size() < 4 || !std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
          })) {
        return false;
      }
    } else if (host.empty() || !std::ranges::all_of(host, is_of_host)) {
      return false;
    }
    if (rest.empty()) return true;
    const auto port = rest.starts_with(':') ? number_of(rest.substr(1)) : std::nullopt;
    return port && *port <= 65'535;
  }
  return false;
}

bool is_bytes(std::string_view text, std::size_t count) {
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == count;
}

bool is_method(std::string_view text) { return text == "GET" || text == "POST"; }

bool is_target(std::string_view text) {
  return text.starts_with('/') && text.size() <= longest_target &&
         std::ranges::all_of(
             text, [](char letter) { return letter > ' ' && letter < '\x7f' && letter != '#'; });
}

bool is_value(std::string_view text, Mode mode, Decision decision) {
  if (decision != Decision::approve) return text == "-";
  switch (mode) {
    case Mode::press:
      return text == "-";
    case Mode::choose:
    case Mode::type2:
      return are_digits(text, 2);
    case Mode::type6:
      return are_digits(text, 6);
    case Mode::local:
      return is_bytes(text, 32);
  }
  return false;
}

bool is_number(std::int64_t number) { return number >= 1 && number <= highest_number; }

std::optional<std::int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > 16 || text.front() == '0' ||
      !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return is_number(number) ? std::optional{number} : std::nullopt;
}

std::string_view word_of(Mode mode) { return modes.at(static_cast<std::size_t>(mode)); }
std::optional<Mode> mode_of(std::string_view word) { return find<Mode>(modes, word); }
std::string_view word_of(Decision decision) {
  return decisions.at(static_cast<std::size_t>(decision));
}
std::optional<Decision> decision_of(std::string_view word) {
  return find<Decision>(decisions, word);
}

std::string hash_of(std::string_view bytes) { return to_base64url(crypto::sha256(bytes)); }

}  // namespace sallyport::statement
