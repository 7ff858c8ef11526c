#include "kit/crypto/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>

#include "base/bug.hpp"

namespace sallyport::crypto {
namespace {

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* unsigned_bytes(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Fetched once: looking an algorithm up costs three times the digest of a short text. They live as
// long as the program does.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}
EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return algorithm;
}

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

/// A context with that digest, to be copied: setting it looks the digest up once more. It holds a
/// key of zeroes, as it cannot be copied without one.
MacContext mac_with(const char* digest) {
  MacContext context{EVP_MAC_CTX_new(hmac_algorithm()), &EVP_MAC_CTX_free};
  if (!context) throw std::bad_alloc{};
  const std::array settings{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest), 0),
      OSSL_PARAM_construct_end()};
  const std::string zeroes(32, '\0');
  check(EVP_MAC_init(context.get(), unsigned_bytes(zeroes), zeroes.size(), settings.data()) == 1,
        "OpenSSL has the digest");
  return context;
}

std::string hmac(const MacContext& like, std::size_t size, const Secret& key,
                 std::string_view bytes) {
  check(!key.empty(), "a keyed digest has a key");
  const MacContext context{EVP_MAC_CTX_dup(like.get()), &EVP_MAC_CTX_free};
  if (!context) throw std::bad_alloc{};
  std::string result(size, '\0');
  std::size_t written = 0;
  const bool made =
      EVP_MAC_init(context.get(), unsigned_bytes(key.reveal()), key.size(), nullptr) == 1 &&
      EVP_MAC_update(context.get(), unsigned_bytes(bytes), bytes.size()) == 1 &&
      EVP_MAC_final(context.get(), unsigned_bytes(result), &written, size) == 1;
  check(made && written == size, "OpenSSL makes a keyed digest");
  return result;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string result(32, '\0');
  unsigned int written = 0;
  const bool made = EVP_Digest(bytes.data(), bytes.size(), unsigned_bytes(result), &written,
                               sha256_algorithm(), nullptr) == 1;
  check(made && written == result.size(), "OpenSSL makes a digest");
  return result;
}

std::string hmac_sha256(const Secret& key, std::string_view bytes) {
  static const MacContext like = mac_with("SHA256");
  return hmac(like, 32, key, bytes);
}

std::string hmac_sha1(const Secret& key, std::string_view bytes) {
  static const MacContext like = mac_with("SHA1");
  return hmac(like, 20, key, bytes);
}

// RFC 5869 with the salt left out (§2.2).
Secret derive_key(const Secret& key, std::string_view purpose) {
  return derive_bytes(key, Secret{std::string(32, '\0')}, purpose, 32);
}

// RFC 5869; one block of output is all that is needed (§2.3).
Secret derive_bytes(const Secret& key, const Secret& salt, std::string_view purpose,
                    std::size_t count) {
  check(count <= 32, "one block has 32 bytes");
  const Secret extracted{hmac_sha256(salt, key.reveal())};
  std::string block{purpose};
  block += '\x01';
  const Secret whole{hmac_sha256(extracted, block)};
  return Secret{whole.reveal().substr(0, count)};
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace sallyport::crypto
