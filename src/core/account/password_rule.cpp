#include "core/account/password_rule.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "kit/passwords/common.hpp"

namespace sallyport::account {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// All bytes of letters outside ASCII count as letters.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; }

// Lower case, ASCII and Latin-1 (À to Þ): the languages we speak.
std::string folded(std::string_view text) {
  std::string lower{text};
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const auto value = static_cast<unsigned char>(lower[i]);
    const bool after_c3 = i > 0 && static_cast<unsigned char>(lower[i - 1]) == 0xC3;
    const bool upper = (value >= 'A' && value <= 'Z') ||
                       (after_c3 && value >= 0x80 && value <= 0x9E && value != 0x97);
    if (upper) lower[i] = static_cast<char>(value + 0x20);
  }
  return lower;
}

// Letters and digits only, in lower case: "J. de-Wit" and "jdewit" are the same to who guesses.
std::string compact(std::string_view text) {
  std::string kept = folded(text);
  std::string gone = kept;  // not in place: what erase() leaves behind the end is not wiped
  kept.clear();
  for (const char c : gone) {
    if (is_letter(c) || is_digit(c)) kept += c;
  }
  wipe(gone);
  return kept;
}

std::string_view without_digits_at_ends(std::string_view text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), is_digit).base();
  return first < last ? std::string_view{first, last} : std::string_view{};
}

using Words = std::vector<std::string>;

// The whole of `text` and its parts between anything that is no letter, from `least` bytes on.
void add_words(Words& words, std::string_view text, std::size_t least) {
  const auto add = [&](std::string word) {
    if (word.size() >= least && without_digits_at_ends(word).size() > 0)
      words.push_back(std::move(word));
  };
  add(compact(text));
  const std::string lower = folded(text);
  for (auto begin = lower.begin(); begin != lower.end();) {
    begin = std::find_if(begin, lower.end(), is_letter);
    const auto end = std::find_if_not(begin, lower.end(), is_letter);
    add(std::string{begin, end});
    begin = end;
  }
}

Words words_of(const std::vector<std::string>& texts, std::size_t least) {
  Words words;
  for (const std::string& text : texts) add_words(words, text, least);
  return words;
}

Words words_of(const Email& email) {
  Words words;
  add_words(words, email.text(), 3);
  add_words(words, email.local_part(), 3);
  // Not the last label: "com" and "shop" say nothing about anybody.
  add_words(words, email.domain().substr(0, email.domain().rfind('.')), 3);
  return words;
}

// Which bytes of a text are part of one of some words.
using Covered = std::vector<bool>;

Covered cover(std::string_view text, const Words& words) {
  Covered covered(text.size(), false);
  for (const std::string& word : words) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(at), word.size(), true);
    }
  }
  return covered;
}

bool any(const Covered& covered) {
  return std::find(covered.begin(), covered.end(), true) != covered.end();
}

// Nothing else but digits around and between, or at least half of it.
bool is_made_of(std::string_view text, const Covered& covered) {
  std::size_t letters_left = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (covered[i]) ++count;
    if (!covered[i] && !is_digit(text[i])) ++letters_left;
  }
  return count > 0 && (letters_left == 0 || count * 2 >= text.size());
}

// "abcabcabcabc", "aaaaaaaaaaaa": one short piece again and again.
bool repeats_one_piece(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length * 3 <= text.size(); ++length) {
    if (text.substr(length) == text.substr(0, text.size() - length)) return true;
  }
  return false;
}

// The list, also with a few digits and marks around or between: "Sunshine2026!", "pass-word-1234".
bool is_common_in_essence(std::string_view password, std::string_view compacted) {
  constexpr std::size_t most_around = 8;  // more of them are a secret of their own
  if (passwords::is_common(password) || repeats_one_piece(password)) return true;
  for (const std::string_view essence : {compacted, without_digits_at_ends(compacted)}) {
    if (!essence.empty() && password.size() - essence.size() <= most_around &&
        passwords::is_common(essence)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Weakness> weaknesses(std::string_view normalised_password,
                                 const PasswordContext& context) {
  const std::size_t length = code_points(normalised_password);
  if (length > longest_password || normalised_password.size() > longest_password_bytes) {
    return {Weakness::too_long};
  }
  const Secret compacted{compact(normalised_password)};
  const std::string_view text = compacted.reveal();

  const Covered name = cover(text, words_of(context.names, 3));
  const Covered email = cover(text, words_of(context.email));
  const Covered portal = cover(text, words_of(context.portal_words, 4));
  Covered together = name;
  for (std::size_t i = 0; i < together.size(); ++i)
    together[i] = together[i] || email[i] || portal[i];
  const bool made_of_them = is_made_of(text, together);

  std::vector<Weakness> found;
  if (length < static_cast<std::size_t>(std::max<std::int64_t>(context.least, 1))) {
    found.push_back(Weakness::too_short);
  }
  if (made_of_them && any(name)) found.push_back(Weakness::like_your_name);
  if (made_of_them && any(email)) found.push_back(Weakness::like_your_email);
  if (is_common_in_essence(normalised_password, text)) found.push_back(Weakness::common);
  if (made_of_them && any(portal)) found.push_back(Weakness::portal_word);
  return found;
}

}  // namespace sallyport::account
