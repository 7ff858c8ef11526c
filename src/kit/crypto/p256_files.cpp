// A private key as a file holds it.
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/bug.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/crypto/p256_openssl.hpp"

namespace sallyport::crypto {
namespace {

constexpr int passphrase_rounds = 600'000;
constexpr std::string_view name_of_locked = "ENCRYPTED PRIVATE KEY";

/// What OpenSSL asks for when a key is locked; without this it would ask the terminal.
int give_passphrase(char* room, int size, int, void* passphrase) {
  const std::string_view text = static_cast<const Secret*>(passphrase)->reveal();
  if (text.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(room, text.data(), text.size());
  return static_cast<int>(text.size());
}

/// Its number, from which the rest is made again: a file whose public half belongs to another key
/// is not believed.
Result<P256Key, KeyUnreadable> key_of(const OpensslKey& read) {
  std::array<char, 32> curve{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(read.get(), curve.data(), curve.size(), &length) != 1 ||
      std::string_view{curve.data(), length} != SN_X9_62_prime256v1) {
    return fail(KeyUnreadable::other_curve);
  }
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(read.get(), "priv", &found) != 1) {
    return fail(KeyUnreadable::malformed);
  }
  const Owned<BIGNUM> number{found};
  std::string scalar(32, '\0');
  if (BN_bn2binpad(number.get(), unsigned_bytes(scalar), 32) != 32) {
    return fail(KeyUnreadable::malformed);
  }
  auto key = P256Key::of_scalar(Secret{std::move(scalar)});
  if (!key) return fail(KeyUnreadable::malformed);
  return std::move(*key);
}

Secret taken_from(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  check(size > 0, "OpenSSL wrote a key");
  Secret taken{std::string_view{bytes, static_cast<std::size_t>(size)}};
  OPENSSL_cleanse(bytes, static_cast<std::size_t>(size));
  return taken;
}

}  // namespace

Result<P256Key, KeyUnreadable> P256Key::of_pkcs8(const Secret& der) {
  const unsigned char* begin = unsigned_bytes(der.reveal());
  const unsigned char* const end = begin + der.size();
  const Owned<PKCS8_PRIV_KEY_INFO> read{
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &begin, static_cast<long>(der.size()))};
  const OpensslKey key{read && begin == end ? EVP_PKCS82PKEY(read.get()) : nullptr};
  ERR_clear_error();
  if (!key) return fail(KeyUnreadable::malformed);
  return key_of(key);
}

Result<P256Key, KeyUnreadable> P256Key::of_pem(const Secret& pem, const Secret& passphrase) {
  const Owned<BIO> memory{BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size()))};
  check(memory != nullptr, "OpenSSL reads from memory");
  const OpensslKey key{PEM_read_bio_PrivateKey(memory.get(), nullptr, &give_passphrase,
                                               const_cast<Secret*>(&passphrase))};
  ERR_clear_error();
  if (!key) {
    return fail(pem.reveal().find(name_of_locked) == std::string_view::npos
                    ? KeyUnreadable::malformed
                    : KeyUnreadable::wrong_passphrase);
  }
  return key_of(key);
}

Secret P256Key::pkcs8() const {
  const Owned<PKCS8_PRIV_KEY_INFO> written{EVP_PKEY2PKCS8(key_.get())};
  const Owned<BIO> memory{BIO_new(BIO_s_secmem())};
  check(written != nullptr && memory != nullptr &&
            i2d_PKCS8_PRIV_KEY_INFO_bio(memory.get(), written.get()) == 1,
        "OpenSSL writes a key");
  return taken_from(memory.get());
}

Secret P256Key::pem(const Secret& passphrase, Random& random) const {
  const Owned<PKCS8_PRIV_KEY_INFO> written{EVP_PKEY2PKCS8(key_.get())};
  const Owned<BIO> memory{BIO_new(BIO_s_secmem())};
  check(written != nullptr && memory != nullptr, "OpenSSL writes a key");
  if (passphrase.empty()) {
    check(PEM_write_bio_PKCS8_PRIV_KEY_INFO(memory.get(), written.get()) == 1,
          "OpenSSL writes a key");
    return taken_from(memory.get());
  }
  std::string salt = random.bytes(16);
  const Owned<X509_SIG> locked{PKCS8_encrypt(
      // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): its size stands beside it
      -1, EVP_aes_256_cbc(), passphrase.reveal().data(), static_cast<int>(passphrase.size()),
      unsigned_bytes(salt), static_cast<int>(salt.size()), passphrase_rounds, written.get())};
  check(locked != nullptr && PEM_write_bio_PKCS8(memory.get(), locked.get()) == 1,
        "OpenSSL locks a key");
  return taken_from(memory.get());
}

}  // namespace sallyport::crypto
