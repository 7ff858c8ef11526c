#include "base/email.hpp"

#include <algorithm>

namespace sallyport {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// RFC 5321 §4.1.2 Dot-string: atoms of atext, joined by single dots.
bool is_dot_string(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') {
    return false;
  }
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(), [](char c) {
    return is_letter_or_digit(c) || c == '.' ||
           std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
  });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

// At least two labels: mail to a bare host name cannot leave the machine.
bool is_domain(std::string_view domain) {
  std::size_t labels = 0;
  while (true) {
    const auto dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    ++labels;
    if (dot == std::string_view::npos) return labels >= 2;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<Email> Email::parse(std::string_view typed) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = typed.find_first_not_of(spaces);
  if (first == std::string_view::npos) return std::nullopt;
  typed = typed.substr(first, typed.find_last_not_of(spaces) - first + 1);
  if (typed.size() > 254) return std::nullopt;

  std::string folded{typed};
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto at = folded.find('@');
  if (at == std::string::npos) return std::nullopt;
  const std::string_view whole = folded;
  if (!is_dot_string(whole.substr(0, at)) || !is_domain(whole.substr(at + 1))) return std::nullopt;
  return Email{std::move(folded)};
}

std::string_view Email::local_part() const {
  return std::string_view{text_}.substr(0, text_.find('@'));
}

std::string_view Email::domain() const {
  return std::string_view{text_}.substr(text_.find('@') + 1);
}

}  // namespace sallyport
