#include <algorithm>

#include "base/bug.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {
namespace {

bool same_letters(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Cuts `rest` at the first `mark`; gives what stood before it, without blanks.
std::string_view take_until(char mark, std::string_view& rest) {
  const auto end = rest.find(mark);
  const std::string_view taken = trimmed(rest.substr(0, end));
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return taken;
}

/// "q=0.8" in thousandths; nothing when malformed (RFC 9110 §12.4.2).
std::optional<int> weight_of(std::string_view parameter) {
  if (parameter.empty()) return 1000;
  std::string_view digits = parameter;
  const std::string_view name = take_until('=', digits);
  if (!same_letters(name, "q") || digits.empty() || digits.size() > 5) return std::nullopt;
  if (digits[0] != '0' && digits[0] != '1') return std::nullopt;
  int weight = (digits[0] - '0') * 1000;
  if (digits.size() > 1 && digits[1] != '.') return std::nullopt;
  int unit = 100;
  for (const char digit : digits.substr(std::min<std::size_t>(2, digits.size()))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  if (weight > 1000) return std::nullopt;
  return weight;
}

}  // namespace

std::string_view tag(Language language) {
  switch (language) {
    case Language::english:
      return "en";
    case Language::dutch:
      return "nl";
  }
  throw Bug("a language is one of those listed");
}

std::optional<Language> language_of_tag(std::string_view name) {
  for (const Language language : all_languages) {
    if (same_letters(name, tag(language))) return language;
  }
  return std::nullopt;
}

Language choose_language(std::string_view accept_language) {
  // A weight of our own languages, where they are named; `others` is that of "*".
  std::array<std::optional<int>, all_languages.size()> weights;
  std::array<int, all_languages.size()> places{};
  int others = 0;
  int place = 0;
  while (!accept_language.empty()) {
    std::string_view element = take_until(',', accept_language);
    std::string_view range = take_until(';', element);
    const auto weight = weight_of(trimmed(element));
    ++place;
    if (!weight || range.empty()) continue;
    if (range == "*") {
      others = *weight;
      continue;
    }
    // "nl-BE" asks for Dutch as spoken in Belgium; ours is near enough.
    const auto language = language_of_tag(take_until('-', range));
    if (!language) continue;
    const auto index = static_cast<std::size_t>(*language);
    if (!weights[index] || *weights[index] < *weight) {
      weights[index] = *weight;
      places[index] = place;
    }
  }

  Language chosen = Language::english;
  int best = 0;
  int best_place = 0;
  for (const Language language : all_languages) {
    const auto index = static_cast<std::size_t>(language);
    const int weight = weights[index].value_or(others);
    const int at = weights[index] ? places[index] : place + 1;
    if (weight > best || (weight == best && weight > 0 && at < best_place)) {
      chosen = language;
      best = weight;
      best_place = at;
    }
  }
  return chosen;
}

}  // namespace sallyport::text
