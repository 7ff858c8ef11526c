#include "core/account/password_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sallyport::account {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

PasswordContext ann() {
  return {.email = *Email::parse("a.vermeulen@bakery-kroon.example"),
          .names = {"Ann Vermeulen", "Ann\xC3\xAF V. Zw\xC3\xA4rt"},
          .portal_words = {"Your Portal", "Bakkerij De Kroon BV"},
          .least = 12};
}

TEST(M71, TakesAPasswordThatNobodyWouldGuess) {
  for (const std::string_view password :
       {"purple walrus on a ferry", "kaas-fiets-molen-77", "x7Gq!m2Vw9#tLz", "            .x  ",
        "planning a holiday in spring", "ik eet elke dag een kroon van hagelslag",
        "\xF0\x9F\x94\x91\xF0\x9F\x8C\xB5\xF0\x9F\x90\x98 lang leve de zee", "83650174926501"}) {
    EXPECT_THAT(weaknesses(password, ann()), IsEmpty()) << password;
  }
}

TEST(M71, CountsCharactersAndNotBytes) {
  const std::string twelve = "z\xC3\xA9\xC3\xA9wierplaat";  // 12 characters, 14 bytes
  ASSERT_EQ(twelve.size(), 14U);
  EXPECT_THAT(weaknesses(twelve, ann()), IsEmpty());
  EXPECT_THAT(weaknesses("z\xC3\xA9\xC3\xA9wierplaa", ann()), ElementsAre(Weakness::too_short));
  EXPECT_THAT(weaknesses("", ann()), ElementsAre(Weakness::too_short));
  PasswordContext strict = ann();
  strict.least = 15;
  EXPECT_THAT(weaknesses("x7Gq!m2Vw9#tLz", strict), ElementsAre(Weakness::too_short));
}

TEST(M71, RefusesWhatIsTooLongInsteadOfCuttingIt) {
  std::string password;
  while (password.size() < 256) password += "walrus ferry " + std::to_string(password.size());
  password.resize(256);
  EXPECT_THAT(weaknesses(password, ann()), IsEmpty());
  EXPECT_THAT(weaknesses(password + "x", ann()), ElementsAre(Weakness::too_long));
  std::string keys;
  for (int i = 0; i < 256; ++i) keys += "\xF0\x9F\x94\x91";
  EXPECT_THAT(weaknesses(keys, ann()), Not(Contains(Weakness::too_long))) << "1,024 bytes";
}

TEST(M71, RefusesTheNameAndItsParts) {
  for (const std::string_view password :
       {"Ann Vermeulen", "annvermeulen", "ANN.VERMEULEN!", "Vermeulen2026!", "vermeulen-ann-1975",
        "2026 Vermeulen 2026", "VermeulenVermeulen", "vermeulen4ever",
        "ANN\xC3\x8F ZW\xC3\x84RT 2026"}) {
    EXPECT_THAT(weaknesses(password, ann()), Contains(Weakness::like_your_name)) << password;
  }
}

TEST(M71, RefusesTheEmailAddressAndItsParts) {
  for (const std::string_view password : {"a.vermeulen@bakery-kroon.example", "A.Vermeulen@Bakery",
                                          "bakery-kroon", "bakerykroon26", "bakery-bakery-1"}) {
    EXPECT_THAT(weaknesses(password, ann()), Contains(Weakness::like_your_email)) << password;
  }
}

TEST(M71, RefusesTheNamesOfThePortalAndTheOrganisation) {
  for (const std::string_view password :
       {"Your Portal 2026", "portalportal", "Bakkerij De Kroon", "bakkerij12345!"}) {
    EXPECT_THAT(weaknesses(password, ann()), Contains(Weakness::portal_word)) << password;
  }
}

TEST(M71, RefusesCommonAndLeakedPasswordsAlsoWithDigitsAround) {
  for (const std::string_view password :
       {"password1234", "Password1234", "123456789012", "QwertyUiop12", "Sunshine2026!",
        "Welkom123456!", "pass-word-1234", "!!!dragon!!!", "aaaaaaaaaaaa", "abcabcabcabc",
        "2026welcome2"}) {
    EXPECT_THAT(weaknesses(password, ann()), Contains(Weakness::common)) << password;
  }
}

TEST(M71, TellsAllReasonsAtOnce) {
  PasswordContext michael = ann();
  michael.names = {"Michael"};
  EXPECT_THAT(weaknesses("michael", michael),
              ElementsAre(Weakness::too_short, Weakness::like_your_name, Weakness::common));
}

TEST(M71, BearsNamesThatSayNothing) {
  PasswordContext empty = ann();
  empty.names = {"", " ", "1", "Jo", "...", "12345"};
  empty.portal_words = {"", "De BV"};
  EXPECT_THAT(weaknesses("mojo de tovenaar 12345", empty), IsEmpty());
}

}  // namespace
}  // namespace sallyport::account
