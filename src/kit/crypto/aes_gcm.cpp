#include "kit/crypto/aes_gcm.hpp"

#include <openssl/evp.h>

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

// Fetched once, for as long as the program lives.
const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const found = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  return found;
}

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context begin(const Secret& key, std::string_view nonce, bool encrypting) {
  check(key.size() == aes_gcm_key_size && nonce.size() == aes_gcm_nonce_size,
        "AES-128-GCM has a key of 16 bytes and a nonce of 12");
  Context context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  if (!context) throw std::bad_alloc{};
  check(EVP_CipherInit_ex2(context.get(), algorithm(), unsigned_bytes(key.reveal()),
                           unsigned_bytes(nonce), encrypting ? 1 : 0, nullptr) == 1,
        "OpenSSL has AES-128-GCM");
  return context;
}

}  // namespace

std::string encrypt_aes_gcm(const Secret& key, std::string_view nonce, std::string_view text) {
  const Context context = begin(key, nonce, true);
  std::string encrypted(text.size() + aes_gcm_tag_size, '\0');
  int written = 0;
  int rest = 0;
  check(EVP_EncryptUpdate(context.get(), unsigned_bytes(encrypted), &written, unsigned_bytes(text),
                          static_cast<int>(text.size())) == 1 &&
            static_cast<std::size_t>(written) == text.size() &&
            EVP_EncryptFinal_ex(context.get(), unsigned_bytes(encrypted) + written, &rest) == 1 &&
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG,
                                static_cast<int>(aes_gcm_tag_size),
                                unsigned_bytes(encrypted) + text.size()) == 1,
        "OpenSSL encrypts");
  return encrypted;
}

std::optional<Secret> decrypt_aes_gcm(const Secret& key, std::string_view nonce,
                                      std::string_view encrypted) {
  if (encrypted.size() < aes_gcm_tag_size) return std::nullopt;
  const Context context = begin(key, nonce, false);
  const std::size_t size = encrypted.size() - aes_gcm_tag_size;
  std::string tag{encrypted.substr(size)};
  std::string text(size, '\0');
  int written = 0;
  int rest = 0;
  check(EVP_DecryptUpdate(context.get(), unsigned_bytes(text), &written, unsigned_bytes(encrypted),
                          static_cast<int>(size)) == 1 &&
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG,
                                static_cast<int>(aes_gcm_tag_size), tag.data()) == 1,
        "OpenSSL decrypts");
  Secret decrypted{std::move(text)};  // wiped, also when it is not genuine
  unsigned char none = 0;
  if (EVP_DecryptFinal_ex(context.get(), &none, &rest) != 1) return std::nullopt;
  return decrypted;
}

}  // namespace sallyport::crypto
