// Signatures that anybody can check who has the public key.
//
// Source  Ed25519 (RFC 8032 §5.1), as in libsodium.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::crypto {

/// 64 bytes. `seed` has 32.
[[nodiscard]] std::string sign(const Secret& seed, std::string_view text);
/// The 32 bytes by which a signature of this seed is checked.
[[nodiscard]] std::string public_key_of(const Secret& seed);
[[nodiscard]] bool is_signed(std::string_view text, std::string_view signature,
                             std::string_view public_key);

}  // namespace sallyport::crypto
