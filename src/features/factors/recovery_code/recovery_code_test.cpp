#include "features/factors/recovery_code/recovery_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace sallyport::recovery_code {
namespace {

TEST(RecoveryCode, TenAreMadeEachWithItsOwnLookup) {
  crypto::SystemRandom random;
  const auto codes = fresh_codes(random);
  std::set<std::string> lookups;
  std::set<std::string> texts;
  for (const Code& code : codes) {
    lookups.insert(code.lookup);
    texts.insert(code.text());
  }
  EXPECT_EQ(codes.size(), 10U);
  EXPECT_EQ(lookups.size(), 10U);
  EXPECT_EQ(texts.size(), 10U);
}

// R-REC-1: sixteen letters of five bits are 80 bits; the two of the lookup count for nothing.
TEST(RecoveryCode, IsShownInGroupsOfFourWithEightyBitsAndALookup) {
  crypto::SystemRandom random;
  for (const Code& code : fresh_codes(random)) {
    EXPECT_THAT(code.text(), testing::MatchesRegex("([0-9a-z]{4}-){4}[0-9a-z]{2}"));
    EXPECT_EQ(code.secret.size(), 16U);
    EXPECT_EQ(code.text().find_first_of("ilou"), std::string::npos);
  }
}

TEST(RecoveryCode, IsReadHoweverItIsTyped) {
  for (const std::string_view typed : {"k3vq-8r2m-x7pd-w4ta-10", "K3VQ 8R2M X7PD W4TA 10",
                                       "k3vq8r2mx7pdw4ta10", " k3vq-8r2m-x7pd-w4ta-lO\r\n"}) {
    const auto code = read_code(typed);
    ASSERT_TRUE(code) << typed;
    EXPECT_EQ(code->text(), "k3vq-8r2m-x7pd-w4ta-10") << typed;
  }
}

TEST(RecoveryCode, IsRefusedWhenALetterIsMissingOrCannotBeInIt) {
  for (const std::string_view typed : {"", "k3vq-8r2m-x7pd-w4ta-1", "k3vq-8r2m-x7pd-w4ta-100",
                                       "u3vq-8r2m-x7pd-w4ta-10", "k3vq_8r2m-x7pd-w4ta-10"}) {
    EXPECT_FALSE(read_code(typed)) << typed;
  }
}

TEST(RecoveryCode, WhatIsShownCanBeReadAgain) {
  crypto::SystemRandom random;
  for (const Code& code : fresh_codes(random)) {
    const auto read = read_code(code.text());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text(), code.text());
  }
}

}  // namespace
}  // namespace sallyport::recovery_code
