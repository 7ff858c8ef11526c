#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {

std::string folded(std::string_view text) {
  if (!is_utf8(text)) return "";
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* taking_apart = icu::Normalizer2::getNFKDInstance(error);
  check(U_SUCCESS(error) != 0, "ICU holds the data of NFKC_Casefold and NFKD");
  const auto given =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  const icu::UnicodeString letters =
      taking_apart->normalize(folding->normalize(given, error), error);
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

}  // namespace sallyport::text
