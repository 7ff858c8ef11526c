#include "kit/passwords/strength.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sallyport::passwords {
namespace {

TEST(PasswordStrength, IsWeakForWhatIsGuessedFirst) {
  for (const std::string_view password : {"", "a", "password1234", "aaaaaaaaaaaaaaaa",
                                          "qwertyuiop12", "123456789012", "P@ssword2024"}) {
    EXPECT_EQ(strength(password), Strength::weak) << password;
  }
}

TEST(PasswordStrength, IsStrongForManyWordsOrMuchChance) {
  for (const std::string_view password :
       {"purple walrus on a ferry", "kaas-fiets-molen-schemerlamp", "x7Gq!m2Vw9#tLz"}) {
    EXPECT_EQ(strength(password), Strength::strong) << password;
  }
}

TEST(PasswordStrength, IsFairInBetween) { EXPECT_EQ(strength("walrusferry-7k"), Strength::fair); }

TEST(PasswordStrength, BearsAnyText) {
  EXPECT_EQ(strength(std::string(1024, 'a')), Strength::weak);
  EXPECT_EQ(strength(std::string_view("\0\0\0", 3)), Strength::weak);
  EXPECT_EQ(strength("\xF0\x9F\x94\x91\xF0\x9F\x94\x91\xC3\xA9t\xC3\xA9 sur la plage d'hiver"),
            Strength::strong);
}

}  // namespace
}  // namespace sallyport::passwords
