// Verification codes from an authenticator app: time-based one-time passwords.
//
// Owns    tables `authenticator`, `authenticator_pending`; the pages under
// /account-security/two-factor/code. Source  RFC 6238 (algorithm, use), RFC 4226 §5.3 (truncation);
// the otpauth address that authenticator apps
//         read off a QR code ("Key Uri Format").
// Read    totp.cpp (the rule, no input or output), totp_store.cpp (SQL), totp_factor.cpp (asking
// for a code),
//         totp_pages.cpp (activate, rename, remove).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/email.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace sallyport::totp {

/// Counts whole 30-second periods since 1970-01-01T00:00Z. RFC 6238 §4.2 calls it T.
using Step = std::int64_t;

/// Bytes of a secret: as many as HMAC-SHA-1 gives (RFC 4226 §4, R6).
inline constexpr std::size_t secret_size = 20;

enum class CodeRefused { malformed, wrong, already_used };

[[nodiscard]] Step step_at(Time);

/// The code an app shows during `step`: exactly 6 ASCII digits, zeroes kept.
[[nodiscard]] std::string code_at(const Secret&, Step);

/// What a person typed or pasted, without the spaces that apps put in for reading.
[[nodiscard]] std::string without_spaces(std::string_view typed);

[[nodiscard]] bool is_six_digits(std::string_view code);

/// Checks a code against a secret.
///
///   code       spaces removed; anything but 6 digits is `malformed`.
///   last_step  newest step accepted so far, 0 if none; it and older ones are `already_used`.
///   returns    the step that matched. Record it before granting anything: one code, one use.
///   source     RFC 6238 §5.2. Clocks may differ by one step either way.
[[nodiscard]] Result<Step, CodeRefused> check_code(const Secret&, std::string_view code, Time now,
                                                   Step last_step);

/// The secret as people read and type it: base32 in groups of four.
[[nodiscard]] std::string in_groups(const Secret&);

/// What the QR code holds. Nothing but label, secret and issuer: all else is what every app assumes
/// (SHA-1, 6 digits, 30 seconds), and some apps refuse to be told.
[[nodiscard]] std::string otpauth_url(const Secret&, std::string_view portal_name, const Email&);

}  // namespace sallyport::totp
