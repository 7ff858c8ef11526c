#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {

std::optional<Secret> normalised(const Secret& typed) {
  const std::string_view bytes = typed.reveal();
  // ASCII is its own normal form; ICU, whose inner buffers we cannot wipe, need not see most
  // passwords.
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) == 0; })) {
    return typed.copy();
  }
  if (!is_utf8(bytes)) return std::nullopt;

  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(error);
  check(U_SUCCESS(error) != 0, "ICU holds the data of NFC");
  // In UTF-8, NFC is at most three times as long (UAX #15, table 4), so the text never moves and
  // leaves no copy of itself behind.
  std::string composed(bytes.size() * 3, '\0');
  icu::CheckedArrayByteSink sink{composed.data(), static_cast<std::int32_t>(composed.size())};
  form->normalizeUTF8(0, {bytes.data(), static_cast<std::int32_t>(bytes.size())}, sink, nullptr,
                      error);
  check(U_SUCCESS(error) != 0 && !sink.Overflowed(), "well-formed UTF-8 has a normal form");
  composed.resize(static_cast<std::size_t>(sink.NumberOfBytesWritten()));
  return Secret{std::move(composed)};
}

}  // namespace sallyport::text
