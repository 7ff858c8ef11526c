// Kinds of ASCII letters in HTTP's grammar, whatever the locale.
//
// Source  RFC 9110 §5.6.2 (token), RFC 6265 §4.1.1 (cookie-octet).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace sallyport::http {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Below space, or DEL. Bytes from 0x80 on are not.
[[nodiscard]] constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// What shows on paper in ASCII, without the space.
[[nodiscard]] constexpr bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

[[nodiscard]] constexpr bool is_token_letter(char c) {
  return is_digit(c) || is_letter(c) ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

[[nodiscard]] constexpr bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_letter);
}

[[nodiscard]] constexpr bool is_cookie_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_visible(c) && c != '"' && c != ',' && c != ';' && c != '\\';
  });
}

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string folded{text};
  for (char& c : folded) c = lower(c);
  return folded;
}

[[nodiscard]] constexpr bool same_letters(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

/// Without spaces and tabs at both ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace sallyport::http
