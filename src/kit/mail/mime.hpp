// The encodings of mail: how text becomes header lines and body parts of plain ASCII.
//
// Source  RFC 2045 §6.7 (quoted-printable), RFC 2047 (encoded words), RFC 5322 §3.2.4 (quoted
// strings).
#pragma once

#include <string>
#include <string_view>

namespace sallyport::mail {

/// A text as the value of a header that begins with `used` letters on its line: as it is where it
/// may be, else as encoded words. What could end the line or the word (control characters) becomes
/// a space.
[[nodiscard]] std::string header_text(std::string_view utf8, std::size_t used);

/// The same for the name before an address: `"Your Portal"`.
[[nodiscard]] std::string display_name(std::string_view utf8, std::size_t used);

/// A body part with its headers, CRLF line ends; `kind` is "text/plain" or "text/html". 7bit where
/// that does (so that people and their tools can read the file), else quoted-printable.
[[nodiscard]] std::string text_part(std::string_view kind, std::string_view utf8);

}  // namespace sallyport::mail
