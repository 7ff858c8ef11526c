#include "kit/crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "base/bug.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/p256_openssl.hpp"

namespace sallyport::crypto {
namespace {

constexpr std::size_t half = p256_signature_size / 2;

/// The curve, made once; it is only read.
const EC_GROUP* curve() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  check(group != nullptr, "OpenSSL knows P-256");
  return group;
}

/// A key of what is known of it, or none: OpenSSL takes no point that is not on the curve. There is
/// no need to look for points of a small order, for this curve has none (SP 800-186 §3.2.1.3).
OpensslKey key_of(std::string_view public_key, const BIGNUM* scalar) {
  const Owned<OSSL_PARAM_BLD> builder{OSSL_PARAM_BLD_new()};
  check(builder != nullptr &&
            OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                            SN_X9_62_prime256v1, 0) == 1 &&
            OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                             public_key.data(), public_key.size()) == 1 &&
            (scalar == nullptr ||
             OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1),
        "OpenSSL keeps the parts of a key");
  const Owned<OSSL_PARAM> parts{OSSL_PARAM_BLD_to_param(builder.get())};
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  check(parts != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1,
        "OpenSSL makes keys");
  EVP_PKEY* key = nullptr;
  const int selection = scalar == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parts.get()) == 1) return OpensslKey{key};
  ERR_clear_error();  // or the next to use this thread's list takes it for its own
  return {};
}

OpensslKey public_key_of(std::string_view bytes) {
  if (bytes.size() != p256_public_key_size || bytes.front() != '\x04') return {};
  return key_of(bytes, nullptr);
}

/// The signature as OpenSSL reads it (RFC 3279 §2.2.3), or empty.
std::string der_of(std::string_view signature) {
  if (signature.size() != p256_signature_size) return {};
  const Owned<ECDSA_SIG> pair{ECDSA_SIG_new()};
  BIGNUM* const r = BN_bin2bn(unsigned_bytes(signature), half, nullptr);
  BIGNUM* const s = BN_bin2bn(unsigned_bytes(signature.substr(half)), half, nullptr);
  check(pair != nullptr && ECDSA_SIG_set0(pair.get(), r, s) == 1, "OpenSSL keeps two numbers");
  std::string der(80, '\0');
  unsigned char* end = unsigned_bytes(der);
  const int size = i2d_ECDSA_SIG(pair.get(), &end);
  check(size > 0 && static_cast<std::size_t>(size) <= der.size(), "a signature is short");
  der.resize(static_cast<std::size_t>(size));
  return der;
}

}  // namespace

bool is_p256_public_key(std::string_view bytes) { return public_key_of(bytes) != nullptr; }

bool is_signed_p256(std::string_view text, std::string_view signature,
                    std::string_view public_key) {
  const std::string der = der_of(signature);
  const OpensslKey key = public_key_of(public_key);
  if (der.empty() || !key) return false;
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  check(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1, "OpenSSL checks");
  const std::string digest = sha256(text);
  const bool fits = EVP_PKEY_verify(context.get(), unsigned_bytes(der), der.size(),
                                    unsigned_bytes(digest), digest.size()) == 1;
  ERR_clear_error();
  return fits;
}

P256Key P256Key::fresh(Random& random) {
  for (;;) {
    if (auto key = of_scalar(Secret{random.bytes(half)})) return std::move(*key);
  }
}

std::optional<P256Key> P256Key::of_scalar(const Secret& scalar) {
  if (scalar.size() != half) return std::nullopt;
  const Owned<BIGNUM> number{BN_secure_new()};
  check(number != nullptr &&
            BN_bin2bn(unsigned_bytes(scalar.reveal()), half, number.get()) != nullptr,
        "OpenSSL keeps a number");
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(curve())) >= 0) {
    return std::nullopt;
  }
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const Owned<EC_POINT> point{EC_POINT_new(curve())};
  std::string public_key(p256_public_key_size, '\0');
  check(point != nullptr &&
            EC_POINT_mul(curve(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1 &&
            EC_POINT_point2oct(curve(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                               unsigned_bytes(public_key), public_key.size(),
                               nullptr) == public_key.size(),
        "OpenSSL finds the point of a number");
  OpensslKey key = key_of(public_key, number.get());
  check(key != nullptr, "a number and its point are a key");
  return P256Key{Handle{key.release(), &EVP_PKEY_free}, std::move(public_key)};
}

P256Key P256Key::derived_from(const Secret& key, std::string_view purpose) {
  for (int count = 0;; ++count) {
    const std::string numbered = std::string{purpose} + " " + std::to_string(count);
    if (auto derived = of_scalar(derive_key(key, numbered))) return std::move(*derived);
  }
}

std::string P256Key::sign(std::string_view text) const {
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr)};
  check(context != nullptr && EVP_PKEY_sign_init(context.get()) == 1, "OpenSSL signs");
  const std::string digest = sha256(text);
  std::string der(80, '\0');
  std::size_t size = der.size();
  check(EVP_PKEY_sign(context.get(), unsigned_bytes(der), &size, unsigned_bytes(digest),
                      digest.size()) == 1,
        "OpenSSL signs");
  const unsigned char* begin = unsigned_bytes(der);
  const Owned<ECDSA_SIG> pair{d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size))};
  std::string signature(p256_signature_size, '\0');
  check(pair != nullptr &&
            BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), unsigned_bytes(signature), half) == half &&
            BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), unsigned_bytes(signature) + half, half) ==
                half,
        "a signature is two numbers below the order of the curve");
  return signature;
}

std::optional<Secret> P256Key::shared_with(std::string_view public_key) const {
  const OpensslKey other = public_key_of(public_key);
  if (!other) return std::nullopt;
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr)};
  std::string shared(half, '\0');
  std::size_t size = shared.size();
  check(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
            EVP_PKEY_derive(context.get(), unsigned_bytes(shared), &size) == 1 &&
            size == shared.size(),
        "OpenSSL agrees on a secret");
  return Secret{std::move(shared)};
}

}  // namespace sallyport::crypto
