#include "kit/crypto/p256.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

// RFC 6979 §A.2.5: the key, and its signature of "sample" with SHA-256.
const Secret scalar{*from_hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")};
const std::string public_key = *from_hex(
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const std::string signature = *from_hex(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
const std::string order =
    *from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

P256Key own_key() { return *P256Key::of_scalar(scalar); }

TEST(P256, IsThatOfTheSpecification) {
  EXPECT_EQ(to_hex(own_key().public_key()), to_hex(public_key));
  EXPECT_TRUE(is_signed_p256("sample", signature, public_key));
  EXPECT_FALSE(is_signed_p256("test", signature, public_key));
}

TEST(P256, SignsWhatItsPublicKeyChecks) {
  SystemRandom random_bytes;
  const P256Key key = P256Key::fresh(random_bytes);
  const std::string one = key.sign("text");
  EXPECT_EQ(one.size(), p256_signature_size);
  EXPECT_NE(one, key.sign("text"));
  EXPECT_TRUE(is_signed_p256("text", one, key.public_key()));
  EXPECT_TRUE(is_signed_p256("", key.sign(""), key.public_key()));
  EXPECT_FALSE(is_signed_p256("texT", one, key.public_key()));
  EXPECT_FALSE(is_signed_p256("text", one, P256Key::fresh(random_bytes).public_key()));
  for (std::size_t bit = 0; bit < one.size() * 8; ++bit) {
    std::string changed = one;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(is_signed_p256("text", changed, key.public_key())) << bit;
  }
}

TEST(P256, RefusesSignaturesOfAnotherForm) {
  const std::string r = signature.substr(0, 32);
  const std::string s = signature.substr(32);
  const std::string zero(32, '\0');
  EXPECT_FALSE(is_signed_p256("sample", "", public_key));
  EXPECT_FALSE(is_signed_p256("sample", signature.substr(1), public_key));
  EXPECT_FALSE(is_signed_p256("sample", signature.substr(0, 63), public_key));
  EXPECT_FALSE(is_signed_p256("sample", signature + '\0', public_key));
  EXPECT_FALSE(is_signed_p256("sample", zero + s, public_key));
  EXPECT_FALSE(is_signed_p256("sample", r + zero, public_key));
  EXPECT_FALSE(is_signed_p256("sample", zero + zero, public_key));
  EXPECT_FALSE(is_signed_p256("sample", order + s, public_key));
  EXPECT_FALSE(is_signed_p256("sample", r + order, public_key));
  // As DER, in which both numbers have a first byte of zero here.
  const std::string der = *from_hex("3046022100") + r + *from_hex("022100") + s;
  EXPECT_FALSE(is_signed_p256("sample", der, public_key));
}

TEST(P256, TakesAPublicKeyOnlyAsAPointOnTheCurveInFull) {
  EXPECT_TRUE(is_p256_public_key(public_key));
  const std::string x = public_key.substr(1, 32);
  const std::string y = public_key.substr(33);
  std::string off_the_curve = public_key;
  off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
  const std::string prime =
      *from_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  // NOLINTBEGIN(performance-inefficient-string-concatenation): read once, and a table
  for (const std::string& bad : std::vector<std::string>{
           "", std::string(1, '\0'), std::string(65, '\0'), "\x04" + std::string(64, '\0'),
           "\x03" + x, "\x02" + x, "\x03" + x + y, "\x06" + x + y, "\x07" + x + y, x + y,
           public_key.substr(0, 64), public_key + '\0', off_the_curve, "\x04" + prime + y}) {
    EXPECT_FALSE(is_p256_public_key(bad)) << to_hex(bad);
    EXPECT_FALSE(is_signed_p256("sample", signature, bad)) << to_hex(bad);
    EXPECT_FALSE(own_key().shared_with(bad)) << to_hex(bad);
  }
  // NOLINTEND(performance-inefficient-string-concatenation)
}

TEST(P256, HasNoKeyOfANumberOutsideTheGroup) {
  EXPECT_FALSE(P256Key::of_scalar(Secret{std::string(32, '\0')}));
  EXPECT_FALSE(P256Key::of_scalar(Secret{order}));
  EXPECT_FALSE(P256Key::of_scalar(Secret{std::string(32, '\xff')}));
  EXPECT_FALSE(P256Key::of_scalar(Secret{std::string(31, 'k')}));
  EXPECT_FALSE(P256Key::of_scalar(Secret{std::string(33, 'k')}));
  std::string last = order;
  last.back() = static_cast<char>(last.back() - 1);
  EXPECT_TRUE(P256Key::of_scalar(Secret{last}));
  EXPECT_TRUE(P256Key::of_scalar(Secret{std::string(31, '\0') + '\x01'}));
}

/// The number zero first, as a chance of one in 2^256 would have it.
class FirstZero final : public Random {
 public:
  std::string bytes(std::size_t count) override {
    return std::string(count, static_cast<char>(asked_++));
  }

 private:
  int asked_ = 0;
};

TEST(P256, AsksForOtherBytesWhenTheyAreNoKey) {
  FirstZero bytes;
  EXPECT_EQ(P256Key::fresh(bytes).public_key(),
            P256Key::of_scalar(Secret{std::string(32, '\x01')})->public_key());
}

TEST(P256, DerivesTheSameKeyEachTimeAndAnotherForAnotherPurpose) {
  const Secret from{std::string(32, 'k')};
  const std::string one = P256Key::derived_from(from, "push").public_key();
  EXPECT_EQ(one, P256Key::derived_from(from, "push").public_key());
  EXPECT_NE(one, P256Key::derived_from(from, "other").public_key());
  EXPECT_NE(one, P256Key::derived_from(Secret{std::string(32, 'l')}, "push").public_key());
}

TEST(P256, AgreesOnASecretFromBothSides) {
  SystemRandom random_bytes;
  // NIST CAVS 14.1, ECC CDH primitive on P-256, COUNT = 0.
  const auto ours = P256Key::of_scalar(
      Secret{*from_hex("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534")});
  const auto shared = ours->shared_with(
      *from_hex("04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
                "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"));
  ASSERT_TRUE(shared);
  EXPECT_EQ(to_hex(shared->reveal()),
            "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");

  const P256Key other = P256Key::fresh(random_bytes);
  EXPECT_EQ(to_hex(other.shared_with(ours->public_key())->reveal()),
            to_hex(ours->shared_with(other.public_key())->reveal()));
}

TEST(P256, ComesBackFromAFile) {
  SystemRandom random_bytes;
  const P256Key key = own_key();
  EXPECT_EQ(P256Key::of_pkcs8(key.pkcs8())->public_key(), public_key);
  const Secret plain = key.pem(Secret{}, random_bytes);
  EXPECT_TRUE(
      plain.reveal().starts_with("-----BEGIN "
                                 "PRIVATE KEY-----\n"));
  EXPECT_EQ(P256Key::of_pem(plain, Secret{})->public_key(), public_key);
  EXPECT_EQ(P256Key::of_pem(plain, Secret{"not asked for"})->public_key(), public_key);

  const Secret locked = key.pem(Secret{"open up"}, random_bytes);
  EXPECT_TRUE(
      locked.reveal().starts_with("-----BEGIN ENCRYPTED "
                                  "PRIVATE KEY-----\n"));
  EXPECT_EQ(P256Key::of_pem(locked, Secret{"open up"})->public_key(), public_key);
  EXPECT_EQ(P256Key::of_pem(locked, Secret{"open uP"}).error(), KeyUnreadable::wrong_passphrase);
  EXPECT_EQ(P256Key::of_pem(locked, Secret{}).error(), KeyUnreadable::wrong_passphrase);
}

TEST(P256, SaysWhyAFileIsNoKey) {
  const Secret der = own_key().pkcs8();
  EXPECT_EQ(P256Key::of_pkcs8(Secret{}).error(), KeyUnreadable::malformed);
  EXPECT_EQ(P256Key::of_pkcs8(Secret{"nonsense"}).error(), KeyUnreadable::malformed);
  EXPECT_EQ(P256Key::of_pkcs8(Secret{std::string{der.reveal()} + "x"}).error(),
            KeyUnreadable::malformed);
  EXPECT_EQ(P256Key::of_pkcs8(Secret{der.reveal().substr(0, 40)}).error(),
            KeyUnreadable::malformed);
  EXPECT_EQ(P256Key::of_pem(Secret{"-----BEGIN "
                                   "PRIVATE KEY-----\n"},
                            Secret{})
                .error(),
            KeyUnreadable::malformed);
  // An Ed25519 key (RFC 8410 §10.3) and one on P-384.
  EXPECT_EQ(
      P256Key::of_pkcs8(
          Secret{*from_hex("302e020100300506032b657004220420"
                           "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842")})
          .error(),
      KeyUnreadable::other_curve);
  EXPECT_EQ(P256Key::of_pkcs8(
                Secret{*from_hex("304e020100301006072a8648ce3d020106052b8104002204373035020101"
                                 "0430" +
                                 to_hex(std::string(48, '\x01')))})
                .error(),
            KeyUnreadable::other_curve);
}

TEST(P256, ChecksASignatureInATimeThatServersCanSpare) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(is_signed_p256("sample", signature, public_key));
  const auto each = (std::chrono::steady_clock::now() - begin) / 200;
  RecordProperty("microseconds", std::to_string(each / std::chrono::microseconds{1}));
  EXPECT_LT(each, std::chrono::milliseconds{5}) << "about 0.1 ms on a quiet machine";
}

}  // namespace
}  // namespace sallyport::crypto
