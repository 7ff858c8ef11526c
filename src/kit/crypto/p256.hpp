// Keys and signatures on the curve P-256: what phones and push services speak.
//
// Source  FIPS 186-5 (ECDSA with SHA-256), SEC 1 v2 §2.3.3 (a point as bytes), RFC 5958 (PKCS#8);
//         signatures as WebCrypto and RFC 7518 §3.4 write them: r and s, 32 bytes each.
//
// A public key is the point as 65 bytes, uncompressed: 0x04, x, y. No other form is taken, and no
// point that is not on the curve. A signature has exactly 64 bytes. It names nothing and is no key
// of a table: anybody can turn one that fits into a second one that fits as well.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "kit/crypto/random.hpp"

struct evp_pkey_st;

namespace sallyport::crypto {

inline constexpr std::size_t p256_public_key_size = 65;
inline constexpr std::size_t p256_signature_size = 64;

[[nodiscard]] bool is_p256_public_key(std::string_view bytes);
/// False also for a key or a signature that is none.
[[nodiscard]] bool is_signed_p256(std::string_view text, std::string_view signature,
                                  std::string_view public_key);

enum class KeyUnreadable {
  malformed,         // no private key, or more than one
  wrong_passphrase,  // it is locked, and this does not open it
  other_curve,       // a key, but not on P-256
};

/// A private key.
class P256Key {
 public:
  [[nodiscard]] static P256Key fresh(Random&);
  /// 32 bytes, big-endian. None for zero and for what is not below the order of the curve.
  [[nodiscard]] static std::optional<P256Key> of_scalar(const Secret& scalar);
  /// A key from another, of 32 bytes, and always the same one. (Out of 2³² keys one cannot be
  /// read as a scalar, so it is hashed together with a count until it can.)
  [[nodiscard]] static P256Key derived_from(const Secret& key, std::string_view purpose);
  [[nodiscard]] static Result<P256Key, KeyUnreadable> of_pkcs8(const Secret& der);
  /// PEM as `openssl pkey` writes it; the passphrase counts only when it is locked by one.
  [[nodiscard]] static Result<P256Key, KeyUnreadable> of_pem(const Secret& pem,
                                                             const Secret& passphrase);

  [[nodiscard]] Secret pkcs8() const;
  /// Locked when the passphrase is not empty (PBES2: PBKDF2-SHA-256, 600,000 rounds, AES-256).
  [[nodiscard]] Secret pem(const Secret& passphrase, Random&) const;

  [[nodiscard]] const std::string& public_key() const { return public_key_; }
  /// 64 bytes, other ones each time.
  [[nodiscard]] std::string sign(std::string_view text) const;
  /// The 32 bytes that both sides of an ECDH agreement get (SP 800-56A §5.7.1.2); none when the
  /// other's public key is none.
  [[nodiscard]] std::optional<Secret> shared_with(std::string_view public_key) const;

 private:
  using Handle = std::shared_ptr<evp_pkey_st>;  // OpenSSL's, which is only read from here on
  P256Key(Handle key, std::string public_key)
      : key_(std::move(key)), public_key_(std::move(public_key)) {}

  Handle key_;
  std::string public_key_;
};

}  // namespace sallyport::crypto
