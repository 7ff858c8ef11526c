// A message that only one browser can read, whatever carries it there.
//
// Source  RFC 8291 (which keys), RFC 8188 (the form "aes128gcm").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "kit/crypto/p256.hpp"

namespace sallyport::push {

inline constexpr std::size_t receiver_secret_size = 16;
/// Each message is made as long as the next multiple of this, so that its length tells nothing.
inline constexpr std::size_t padded_to = 512;
/// What a message may have: push services take 4096 bytes in all (RFC 8030 §7.2).
inline constexpr std::size_t longest_message = 7 * padded_to - 1;

/// Whom it is for, as the browser said when it subscribed.
struct Receiver {
  std::string public_key;  // p256dh: 65 bytes
  std::string secret;      // auth: 16 bytes
};

/// The body of the request to the push service. Nothing when the receiver's key is none, or the
/// message is too long.
[[nodiscard]] std::optional<std::string> encrypt(std::string_view message, const Receiver&,
                                                 crypto::Random&);

/// The same with its two pieces of chance and the padding given: for the examples of the RFC.
[[nodiscard]] std::optional<std::string> encrypt_with(std::string_view message, const Receiver&,
                                                      const crypto::P256Key& own,
                                                      std::string_view salt, std::size_t padding);

}  // namespace sallyport::push
