// Recovery codes: ten codes on paper that each let their owner in once, when the app is lost.
//
// Owns    table `recovery_code`; the pages under /account-security/two-factor/recovery-codes.
// Source  requirement R-REC-1; NIST SP 800-63B-4 §4.2.1.1 (at least 64 bits, hashed, told of when
// used). Read    recovery_code.cpp (what a code looks like), recovery_code_store.cpp (SQL),
//         recovery_code_factor.cpp (asking for one), recovery_code_pages.cpp (show once, make new
//         ones).
//
// A code as people see it, in Crockford's base32 (lower case, no i, l, o, u):
//     code   = 4letter "-" 4letter "-" 4letter "-" 4letter "-" lookup    ; 80 random bits, then
//     lookup = 2letter                                                   ; which of the account's
//     codes it is
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::recovery_code {

inline constexpr std::size_t how_many = 10;

struct Code {
  std::string lookup;
  Secret secret;  // 16 letters

  /// "k3vq-8r2m-x7pd-w4ta-9n"
  [[nodiscard]] std::string text() const;
};

/// Ten codes, each with a lookup of its own.
[[nodiscard]] std::vector<Code> fresh_codes(crypto::Random&);

/// Reads a code as typed: in either case, with or without dashes and spaces, i and l for 1, o for
/// 0.
[[nodiscard]] std::optional<Code> read_code(std::string_view typed);

}  // namespace sallyport::recovery_code
