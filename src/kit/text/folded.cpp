#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {
namespace {

/// Letters, digits, and the signs that some scripts write beside their letters.
bool in_a_word(UChar32 letter) {
  const auto type = u_charType(letter);
  return u_isalnum(letter) != 0 || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

icu::UnicodeString letters_of(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

}  // namespace

std::string folded(std::string_view text) {
  if (!is_utf8(text)) return "";
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* taking_apart = icu::Normalizer2::getNFKDInstance(error);
  check(U_SUCCESS(error) != 0, "ICU holds the data of NFKC_Casefold and NFKD");
  const icu::UnicodeString letters =
      taking_apart->normalize(folding->normalize(letters_of(text), error), error);
  check(U_SUCCESS(error) != 0, "well-formed UTF-8 can be folded");

  // What is left of é is e and an accent of its own, which goes.
  icu::UnicodeString plain;
  for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    const UChar32 letter = letters.char32At(at);
    if (u_charType(letter) != U_NON_SPACING_MARK) plain.append(letter);
  }
  std::string bytes;
  return plain.toUTF8String(bytes);
}

std::vector<std::string> words(std::string_view text, std::size_t longest) {
  const icu::UnicodeString letters = letters_of(folded(text));
  std::vector<std::string> all;
  icu::UnicodeString word;
  const auto end_word = [&] {
    if (word.isEmpty()) return;
    std::string bytes;
    all.push_back(shortened(word.toUTF8String(bytes), longest));
    word.remove();
  };
  for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    const UChar32 letter = letters.char32At(at);
    if (in_a_word(letter)) {
      word.append(letter);
    } else {
      end_word();
    }
  }
  end_word();
  return all;
}

std::string shortened(std::string_view text, std::size_t longest) {
  icu::UnicodeString letters = letters_of(text);
  letters.truncate(letters.moveIndex32(0, static_cast<std::int32_t>(longest)));
  std::string bytes;
  return letters.toUTF8String(bytes);
}

}  // namespace sallyport::text
