// The code that links a phone: 80 bits, scanned from a QR code or typed over.
//
// Source  docs/pocket-protocol.md, "Linking"; Crockford's base32, in upper case.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kit/crypto/random.hpp"

namespace sallyport::statement {

inline constexpr std::size_t link_code_size = 16;

/// 16 letters: "7K4MQ9XTRA2BV6HD".
[[nodiscard]] std::string fresh_link_code(crypto::Random&);
/// What somebody typed, as a code: in either case, with spaces and hyphens anywhere, O for 0, I and
/// L for 1. Nothing when it is not 16 letters then.
[[nodiscard]] std::optional<std::string> read_link_code(std::string_view typed);
/// As it is shown: "7K4M-Q9XT-RA2B-V6HD".
[[nodiscard]] std::string shown_link_code(std::string_view code);

}  // namespace sallyport::statement
