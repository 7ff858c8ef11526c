#include "kit/crypto/signature.hpp"

#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

// RFC 8032 §7.1, test 2.
const Secret seed{*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")};
constexpr const char* public_key =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr const char* signature =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(Signature, IsThatOfTheSpecification) {
  EXPECT_EQ(to_hex(public_key_of(seed)), public_key);
  EXPECT_EQ(to_hex(sign(seed, "\x72")), signature);
  EXPECT_TRUE(is_signed("\x72", *from_hex(signature), *from_hex(public_key)));
}

TEST(Signature, FitsNoOtherTextSignatureOrKey) {
  const std::string own = public_key_of(seed);
  const std::string good = sign(seed, "text");
  EXPECT_TRUE(is_signed("text", good, own));
  EXPECT_FALSE(is_signed("texT", good, own));
  EXPECT_FALSE(is_signed("text", good, public_key_of(Secret{std::string(32, 'k')})));
  EXPECT_FALSE(is_signed("text", good.substr(1), own));
  EXPECT_FALSE(is_signed("text", "", own));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string changed = good;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(is_signed("text", changed, own)) << bit;
  }
}

TEST(Signature, NeedsASeedOfFullLength) { EXPECT_THROW((void)sign(Secret{"short"}, "text"), Bug); }

}  // namespace
}  // namespace sallyport::crypto
