// Secrets at rest: encrypted, and bound to the row they stand in, so that a swapped row does not
// open.
//
// Source  XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) as in libsodium.
//
// A sealed value:
//     sealed  = version key_version nonce cipher_text
//     version = %x01          ; of this format
//     key_version = 4 bytes, big endian
//     nonce   = 24 bytes, random
//     cipher_text = as long as the secret, and 16 bytes of tag
//
// Each row has a key of its own, derived from the key of that version and the row's id. Table,
// column, row, version and key_version go along as associated data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "kit/crypto/keys.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::crypto {

/// Where a sealed value stands: it opens nowhere else.
struct Place {
  std::string_view table;
  std::string_view column;
  std::string_view row;  // the row's id
};

/// Keys of 32 bytes by version; the highest seals, all open.
class Sealer {
 public:
  explicit Sealer(Keys keys);
  explicit Sealer(std::map<std::uint32_t, Secret> keys) : Sealer(Keys{std::move(keys)}) {}

  [[nodiscard]] std::string seal(const Secret&, const Place&, Random&) const;
  /// Nothing when the bytes were changed, stand in another place, or their key is gone.
  [[nodiscard]] std::optional<Secret> open(std::string_view sealed, const Place&) const;

  [[nodiscard]] const Keys& keys() const { return keys_; }

 private:
  Keys keys_;
};

}  // namespace sallyport::crypto
