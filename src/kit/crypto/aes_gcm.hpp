// AES-128-GCM: only where a published format asks for it (RFC 8188). What we keep sealed ourselves
// is kit/crypto/seal.
//
// Source  NIST SP 800-38D. A key and a nonce belong to one text: two texts under both give away
//         what is in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::crypto {

inline constexpr std::size_t aes_gcm_key_size = 16;
inline constexpr std::size_t aes_gcm_nonce_size = 12;
inline constexpr std::size_t aes_gcm_tag_size = 16;

/// The encrypted text and after it the tag, by which a change is noticed.
[[nodiscard]] std::string encrypt_aes_gcm(const Secret& key, std::string_view nonce,
                                          std::string_view text);
/// Nothing when it was changed, or encrypted otherwise.
[[nodiscard]] std::optional<Secret> decrypt_aes_gcm(const Secret& key, std::string_view nonce,
                                                    std::string_view encrypted);

}  // namespace sallyport::crypto
