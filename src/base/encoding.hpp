// Bytes as text and back: hex, base64url, base32, Crockford base32, percent.
//
// Source  RFC 4648 §5 (base64url), §6 (base32), §8 (hex); RFC 3986 §2.1 (percent).
// Decoders are strict: a character outside the alphabet or bits left over give nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

/// Without padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// Upper case, without padding: what authenticator apps read.
[[nodiscard]] std::string to_base32(std::string_view bytes);
/// Either case.
[[nodiscard]] std::optional<std::string> from_base32(std::string_view text);

/// Lower case, no i, l, o, u: nothing that is misread on paper. The text form of ids and codes.
[[nodiscard]] std::string to_crockford(std::string_view bytes);
/// Either case; reads i and l as 1, and o as 0.
[[nodiscard]] std::optional<std::string> from_crockford(std::string_view text);

/// Everything but letters, digits and "-._~" becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view bytes);
/// Nothing when a % is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// True when the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no lone
/// surrogates).
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// The number of code points in well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view utf8);

/// True for 1 to `most` letters of UTF-8 on one line, not all of them spaces: a name.
[[nodiscard]] bool is_name(std::string_view text, std::size_t most);

}  // namespace sallyport
