// A secret that another portal gave to somebody's app, as its export says it.
//
// Source  RFC 4648 §6 (base32); the otpauth address that authenticator apps read ("Key Uri
// Format").
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace sallyport::totp {

struct BroughtSecret {
  Secret secret;
  std::string label;  // the issuer that the address names; empty for base32 alone
};

/// Either base32 (spaces and case do not count) or a whole otpauth address. A sentence about what
/// is wrong and what to do when it is neither, or asks for what our codes are not: SHA-1, six
/// digits, 30 seconds.
[[nodiscard]] Result<BroughtSecret, std::string> read_brought_secret(std::string_view text);

}  // namespace sallyport::totp
