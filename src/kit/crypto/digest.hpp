// Digests and keyed digests.
//
// Source  FIPS 180-4 (SHA-1, SHA-256), RFC 2104 (HMAC), RFC 5869 (HKDF). SHA-1 only inside HMAC for
// TOTP.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::crypto {

/// 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// 32 bytes.
[[nodiscard]] std::string hmac_sha256(const Secret& key, std::string_view bytes);
/// 20 bytes.
[[nodiscard]] std::string hmac_sha1(const Secret& key, std::string_view bytes);
/// A key of 32 bytes for one purpose, derived from a key of 32 bytes.
[[nodiscard]] Secret derive_key(const Secret& key, std::string_view purpose);
/// HKDF in full, for formats that ask for it; `count` is 32 at most.
[[nodiscard]] Secret derive_bytes(const Secret& key, const Secret& salt, std::string_view purpose,
                                  std::size_t count);

/// Takes equally long wherever the difference stands. Different lengths are different at once.
[[nodiscard]] bool equal_in_constant_time(std::string_view one, std::string_view other);

}  // namespace sallyport::crypto
