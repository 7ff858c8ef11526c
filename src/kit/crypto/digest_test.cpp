#include "kit/crypto/digest.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

// FIPS 180-4 examples (published by NIST): one block, none, two blocks.
TEST(Digest, MakesTheSha256OfTheStandardsExamples) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// RFC 4231 §4.3 and §4.7 (a key longer than a block).
TEST(Digest, MakesTheKeyedDigestsOfRfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(Secret{"Jefe"}, "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(Secret{std::string(131, '\xaa')},
                               "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 2202 §3, case 2.
TEST(Digest, MakesTheSha1KeyedDigestOfRfc2202) {
  EXPECT_EQ(to_hex(hmac_sha1(Secret{"Jefe"}, "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

// RFC 5869 A.3: no salt, no purpose; our 32 bytes are the first of its 42.
TEST(Digest, DerivesTheKeyOfRfc5869) {
  EXPECT_EQ(to_hex(derive_key(Secret{std::string(22, '\x0b')}, "").reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(Digest, DerivesAnotherKeyForAnotherPurpose) {
  const Secret key{std::string(32, 'k')};
  EXPECT_NE(derive_key(key, "cookies").reveal(), derive_key(key, "audit").reveal());
}

TEST(Digest, RefusesToWorkWithoutAKey) {
  EXPECT_THROW(static_cast<void>(hmac_sha256(Secret{}, "text")), Bug);
}

TEST(Digest, ComparesContentAndLength) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("same", "some"));
  EXPECT_FALSE(equal_in_constant_time("same", "same "));
}

TEST(DigestThreads, GetTheSame) {
  std::vector<std::string> digests(4);
  std::vector<std::thread> threads;
  for (std::string& digest : digests) {
    threads.emplace_back([&digest] {
      for (int i = 0; i < 200; ++i) digest = hmac_sha256(Secret{"key"}, sha256("text"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& digest : digests) EXPECT_EQ(digest, digests.front());
}

}  // namespace
}  // namespace sallyport::crypto
