#include "kit/crypto/aes_gcm.hpp"

#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

// NIST's GCM test vectors (McGrew and Viega), case 3.
const Secret key{*from_hex("feffe9928665731c6d6a8f9467308308")};
const std::string nonce = *from_hex("cafebabefacedbaddecaf888");
const std::string text = *from_hex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");

TEST(AesGcm, IsThatOfTheSpecification) {
  EXPECT_EQ(to_hex(encrypt_aes_gcm(key, nonce, text)),
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
            "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
            "4d5c2af327cd64a62cf35abd2ba6fab4");
}

TEST(AesGcm, OpensWhatItMadeAndNothingElse) {
  for (const std::string& some : {std::string{}, std::string{"a"}, text}) {
    const std::string encrypted = encrypt_aes_gcm(key, nonce, some);
    EXPECT_EQ(decrypt_aes_gcm(key, nonce, encrypted)->reveal(), some);
    for (std::size_t at = 0; at < encrypted.size(); ++at) {
      std::string changed = encrypted;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      EXPECT_FALSE(decrypt_aes_gcm(key, nonce, changed)) << at;
    }
    EXPECT_FALSE(decrypt_aes_gcm(Secret{std::string(16, 'k')}, nonce, encrypted));
    EXPECT_FALSE(decrypt_aes_gcm(key, std::string(12, 'n'), encrypted));
    EXPECT_FALSE(decrypt_aes_gcm(key, nonce, encrypted.substr(1)));
  }
  EXPECT_FALSE(decrypt_aes_gcm(key, nonce, "short"));
}

TEST(AesGcm, NeedsAKeyAndANonceOfFullLength) {
  EXPECT_THROW((void)encrypt_aes_gcm(Secret{"short"}, nonce, text), Bug);
  EXPECT_THROW((void)encrypt_aes_gcm(key, "short", text), Bug);
}

}  // namespace
}  // namespace sallyport::crypto
