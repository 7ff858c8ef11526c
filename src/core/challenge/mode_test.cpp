#include "core/challenge/mode.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "kit/crypto/random.hpp"

namespace sallyport::challenge {
namespace {

constexpr Situation everyday{.known_browser = true};
constexpr Situation odd{.known_browser = true, .odd = true};
constexpr Situation unknown{};
constexpr Situation in_trouble{.known_browser = true, .trouble = true};

TEST(Mode, IsOnePressInAKnownBrowserWithNothingOdd) {
  EXPECT_EQ(mode_for(Policy::adaptive, everyday), Mode::press);
  EXPECT_EQ(mode_for(Policy::one_tap, everyday), Mode::press);
}

TEST(Mode, IsNeverOnePressInABrowserThatNobodyKnows) {
  EXPECT_EQ(mode_for(Policy::adaptive, unknown), Mode::type2);
  EXPECT_EQ(mode_for(Policy::one_tap, unknown), Mode::choose);
}

TEST(Mode, IsAChoiceOfThreeWhereSomethingIsOdd) {
  EXPECT_EQ(mode_for(Policy::adaptive, odd), Mode::choose);
  EXPECT_EQ(mode_for(Policy::one_tap, odd), Mode::choose);
}

TEST(Mode, IsSixDigitsAfterTroubleWhateverElse) {
  for (const Policy policy : {Policy::adaptive, Policy::one_tap, Policy::strict}) {
    for (const bool known : {false, true}) {
      for (const bool is_odd : {false, true}) {
        EXPECT_EQ(mode_for(policy, {.known_browser = known, .odd = is_odd, .trouble = true}),
                  Mode::type6);
      }
    }
  }
  EXPECT_EQ(mode_for(Policy::adaptive, in_trouble), Mode::type6);
}

TEST(Mode, IsAlwaysSixDigitsWhereTheOperatorIsStrict) {
  for (const Situation& situation : {everyday, odd, unknown}) {
    EXPECT_EQ(mode_for(Policy::strict, situation), Mode::type6);
  }
}

TEST(Mode, HasOneNameThatLeadsBackToIt) {
  std::set<std::string_view> names;
  for (const Mode mode : {Mode::press, Mode::choose, Mode::type2, Mode::type6}) {
    names.insert(name_of(mode));
    EXPECT_EQ(mode_called(name_of(mode)), mode);
  }
  EXPECT_EQ(names.size(), 4U);
  EXPECT_FALSE(mode_called("local"));
  EXPECT_FALSE(mode_called("Press"));
  EXPECT_EQ(policy_called("strict"), Policy::strict);
  EXPECT_FALSE(policy_called("relaxed"));
}

TEST(Mode, DrawsNothingForAPress) {
  crypto::SystemRandom random;
  const Numbers none = numbers_for(Mode::press, random.bytes(16));
  EXPECT_EQ(none.right, "");
  EXPECT_EQ(none.options, "");
}

TEST(Mode, DrawsTwoDigitsFromTenToNinetyNineAllAsOften) {
  crypto::SystemRandom random;
  std::map<std::string, int> drawn;
  constexpr int draws = 90'000;
  for (int i = 0; i < draws; ++i) ++drawn[numbers_for(Mode::type2, random.bytes(16)).right];
  ASSERT_EQ(drawn.size(), 90U);
  EXPECT_EQ(drawn.begin()->first, "10");
  EXPECT_EQ(drawn.rbegin()->first, "99");
  // 1,000 each; seven standard deviations are 220.
  for (const auto& [number, times] : drawn) EXPECT_NEAR(times, draws / 90, 220) << number;
}

TEST(Mode, DrawsSixDigitsWithZerosInFront) {
  crypto::SystemRandom random;
  std::set<std::string> drawn;
  bool has_zero_in_front = false;
  for (int i = 0; i < 2'000; ++i) {
    const std::string right = numbers_for(Mode::type6, random.bytes(16)).right;
    ASSERT_TRUE(fits(Mode::type6, right)) << right;
    has_zero_in_front = has_zero_in_front || right.front() == '0';
    drawn.insert(right);
  }
  EXPECT_TRUE(has_zero_in_front);
  EXPECT_GT(drawn.size(), 1'980U);
  EXPECT_EQ(numbers_for(Mode::type6, std::string(16, '\0')).right, "000000");
}

TEST(Mode, OffersThreeDifferentNumbersWithTheRightOneInAnyPlace) {
  crypto::SystemRandom random;
  std::map<std::size_t, int> places;
  constexpr int draws = 9'000;
  for (int i = 0; i < draws; ++i) {
    const Numbers drawn = numbers_for(Mode::choose, random.bytes(16));
    ASSERT_EQ(drawn.options.size(), 8U) << drawn.options;
    const std::set<std::string> shown{drawn.options.substr(0, 2), drawn.options.substr(3, 2),
                                      drawn.options.substr(6, 2)};
    ASSERT_EQ(shown.size(), 3U) << drawn.options;
    ASSERT_TRUE(shown.contains(drawn.right));
    for (const std::string& number : shown) {
      ASSERT_GE(number, "10");
      ASSERT_LE(number, "99");
    }
    ++places[drawn.options.find(drawn.right)];
  }
  // 3,000 each; seven standard deviations are 310.
  for (const std::size_t place : {0U, 3U, 6U}) EXPECT_NEAR(places[place], draws / 3, 310);
}

TEST(Mode, AsksForAValueOfItsOwnForm) {
  EXPECT_TRUE(fits(Mode::press, "-"));
  EXPECT_FALSE(fits(Mode::press, ""));
  EXPECT_FALSE(fits(Mode::press, "47"));
  for (const Mode mode : {Mode::choose, Mode::type2}) {
    EXPECT_TRUE(fits(mode, "47"));
    for (const char* value : {"-", "4", "047", "4 7", "4a", "", "４７"}) {
      EXPECT_FALSE(fits(mode, value)) << value;
    }
  }
  EXPECT_TRUE(fits(Mode::type6, "047913"));
  for (const char* value : {"-", "47", "47913", "0479130", "047 913", "04791e"}) {
    EXPECT_FALSE(fits(Mode::type6, value)) << value;
  }
}

}  // namespace
}  // namespace sallyport::challenge
