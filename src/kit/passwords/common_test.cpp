#include "kit/passwords/common.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/embedded/embedded.hpp"

namespace sallyport::passwords {
namespace {

std::string_view entries() { return *embedded::find("src/kit/passwords/common.bin"); }

TEST(CommonPasswords, AreAtLeastAHundredThousandDifferentOnesInOrder) {
  ASSERT_EQ(entries().size() % 5, 0U);
  EXPECT_GE(entries().size() / 5, 100'000U);
  for (std::size_t i = 5; i < entries().size(); i += 5) {
    ASSERT_LT(entries().substr(i - 5, 5), entries().substr(i, 5)) << "entry " << i / 5;
  }
}

TEST(CommonPasswords, AreKnownInUpperAndLowerCase) {
  for (const std::string_view password :
       {"123456", "password", "qwerty", "welkom", "wachtwoord", "password1234", "123456789012",
        "qwertyuiop12", "Password1234", "QWERTY123456", "sonyericsson", "leavemealone",
        "1q2w3e4r5t6y", "123456789987654321"}) {
    EXPECT_TRUE(is_common(password)) << password;
  }
}

TEST(CommonPasswords, AreNotWhatNobodyUses) {
  for (const std::string_view password :
       {"", "p", "purple walrus on a ferry", "password1234 ", " password1234",
        "kaas-fiets-molen-77", "caf\xC3\xA9 au lait \xF0\x9F\x94\x91"}) {
    EXPECT_FALSE(is_common(password)) << password;
  }
}

// The same ones each time: with other ones, one run in 70 would find one by the shortness of the
// entries.
TEST(CommonPasswords, AreTakenForNoneOfAHundredThousandRandomOnes) {
  int found = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string password = to_base64url(crypto::sha256(std::to_string(i))).substr(0, 14);
    found += is_common(password) ? 1 : 0;
  }
  EXPECT_EQ(found, 0);
}

}  // namespace
}  // namespace sallyport::passwords
