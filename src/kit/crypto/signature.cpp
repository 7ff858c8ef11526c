#include "kit/crypto/signature.hpp"

#include <sodium.h>

#include "base/bug.hpp"
#include "kit/crypto/sodium.hpp"

namespace sallyport::crypto {
namespace {

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32);
static_assert(crypto_sign_BYTES == 64);

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* unsigned_bytes(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

struct Pair {
  std::string public_key;
  Secret secret_key;
};

Pair pair_of(const Secret& seed) {
  check(seed.size() == crypto_sign_SEEDBYTES, "a signing key has 32 bytes");
  start_sodium();
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(unsigned_bytes(public_key), unsigned_bytes(secret_key),
                           unsigned_bytes(seed.reveal()));
  return {.public_key = std::move(public_key), .secret_key = Secret{std::move(secret_key)}};
}

}  // namespace

std::string sign(const Secret& seed, std::string_view text) {
  const Pair pair = pair_of(seed);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(unsigned_bytes(signature), nullptr, unsigned_bytes(text), text.size(),
                       unsigned_bytes(pair.secret_key.reveal()));
  return signature;
}

std::string public_key_of(const Secret& seed) { return pair_of(seed).public_key; }

bool is_signed(std::string_view text, std::string_view signature, std::string_view public_key) {
  start_sodium();
  return signature.size() == crypto_sign_BYTES && public_key.size() == crypto_sign_PUBLICKEYBYTES &&
         crypto_sign_verify_detached(unsigned_bytes(signature), unsigned_bytes(text), text.size(),
                                     unsigned_bytes(public_key)) == 0;
}

}  // namespace sallyport::crypto
