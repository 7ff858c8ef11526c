#include "kit/push/encryption.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.hpp"
#include "kit/push/service_for_tests.hpp"

namespace sallyport::push {
namespace {

using testing_service::Browser;

std::string bytes_of(std::string_view base64url) { return *from_base64url(base64url); }
crypto::P256Key key_of(std::string_view base64url) {
  return *crypto::P256Key::of_scalar(Secret{bytes_of(base64url)});
}

// RFC 8291 §5 and appendix A.
constexpr std::string_view words = "When I grow up, I want to be a watermelon";
const std::string example = bytes_of(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN");
Browser example_browser() {
  return {key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
          bytes_of("BTBZMqHH6r4Tts7J_aSIgg")};
}

TEST(PushEncryption, IsThatOfRfc8291) {
  EXPECT_EQ(
      to_base64url(example_browser().receiver().public_key),
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
  const auto body = encrypt_with(words, example_browser().receiver(),
                                 key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
                                 bytes_of("DGv6ra1nlYgDCS1FRnbzlw"), 0);
  ASSERT_TRUE(body);
  EXPECT_EQ(to_base64url(*body), to_base64url(example));
  EXPECT_EQ(example_browser().read(example), words);
}

TEST(PushEncryption, IsReadByItsReceiverAndNobodyElse) {
  crypto::SystemRandom random;
  const Browser other{random};
  const crypto::P256Key key = crypto::P256Key::fresh(random);
  const Browser ours{key, std::string(16, 's')};
  const Browser with_another_secret{key, std::string(16, 't')};
  for (const std::size_t size : {0U, 1U, 200U, 511U, 512U, 3000U}) {
    const std::string message(size, 'm');
    const auto body = encrypt(message, ours.receiver(), random);
    ASSERT_TRUE(body) << size;
    EXPECT_EQ(ours.read(*body), message);
    EXPECT_EQ(other.read(*body), std::nullopt);
    EXPECT_EQ(with_another_secret.read(*body), std::nullopt);
  }
}

TEST(PushEncryption, HidesHowLongAMessageIs) {
  crypto::SystemRandom random;
  const Browser browser{random};
  std::set<std::size_t> sizes;
  for (std::size_t size = 0; size < padded_to; ++size) {
    sizes.insert(encrypt(std::string(size, 'm'), browser.receiver(), random)->size());
  }
  // 86 bytes of header, the text with its padding, and the tag.
  EXPECT_EQ(sizes, std::set<std::size_t>{86 + padded_to + 16});
  const auto longest = encrypt(std::string(longest_message, 'm'), browser.receiver(), random);
  EXPECT_LE(longest->size(), 4096U);
  EXPECT_FALSE(encrypt(std::string(longest_message + 1, 'm'), browser.receiver(), random));
}

TEST(PushEncryption, IsDifferentEachTime) {
  crypto::SystemRandom random;
  const Browser browser{random};
  EXPECT_NE(encrypt("same", browser.receiver(), random),
            encrypt("same", browser.receiver(), random));
}

TEST(PushEncryption, RefusesAReceiverThatIsNone) {
  crypto::SystemRandom random;
  const Receiver good = Browser{random}.receiver();
  EXPECT_TRUE(encrypt("words", good, random));
  EXPECT_FALSE(encrypt("words", {.public_key = "", .secret = good.secret}, random));
  EXPECT_FALSE(
      encrypt("words", {.public_key = std::string(65, '\x04'), .secret = good.secret}, random));
  EXPECT_FALSE(encrypt("words", {.public_key = good.public_key, .secret = "short"}, random));
  EXPECT_FALSE(
      encrypt("words", {.public_key = good.public_key, .secret = std::string(17, 's')}, random));
}

}  // namespace
}  // namespace sallyport::push
