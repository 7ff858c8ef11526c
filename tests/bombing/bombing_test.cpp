// What bombing brings the thief: at most so many requests and rings, and the chances that
// docs/pocket-bombing.md states, with the program itself.
//
// The chances are small, so they are not counted but summed up: each way in which a day can go is
// walked with the program, which says how each request has to be confirmed and whether the phone
// rings; how likely the way is and a guess on it is known. What is left out (to guess six digits)
// is a millionth for each request. At the end days are played by chance as well.
#include "tests/bombing/bombing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

namespace sallyport::bombing {
namespace {

using challenge::Policy;
using testing::Each;
using testing::HasSubstr;
using testing::Le;

/// How likely Ann acts on a request that she did not expect.
constexpr std::array acting{0.01, 0.05, 0.2, 1.0};
using Odds = std::array<double, acting.size()>;

double refusing(double acts) { return std::min(0.2, 1 - acts); }

double chance_of_any_answer(const std::string& mode) {
  static const std::map<std::string, double> chances{
      {"press", 1.0}, {"choose", 1.0 / 3}, {"type2", 1.0 / 90}, {"type6", 1e-6}};
  return chances.at(mode);
}

/// The chance that the thief gets in after `so_far`, for each of `acting`.
Odds odds_after(Policy policy, Thief thief, std::vector<Act>& so_far) {
  Bombing bombing(policy, thief);
  for (const Act act : so_far) {
    check(bombing.next().has_value(), "what went before can go before again");
    bombing.react(act);
  }
  const auto prompt = bombing.next();
  if (!prompt || prompt->rings == 0) return {};  // nothing reaches Ann any more
  const double right = chance_of_any_answer(prompt->mode);
  const bool goes_on = prompt->mode != "type6";
  const auto after = [&](Act act) {
    if (!goes_on) return Odds{};
    so_far.push_back(act);
    const Odds odds = odds_after(policy, thief, so_far);
    so_far.pop_back();
    return odds;
  };
  const Odds after_wrong = after(Act::types_wrong);
  const Odds after_nothing = after(Act::ignores);
  Odds odds{};
  for (std::size_t i = 0; i < acting.size(); ++i) {
    const double ignores = 1 - acting.at(i) - refusing(acting.at(i));
    // Each ring is one more time that she may act.
    double acts = 0;
    for (std::int64_t ring = 0; ring < prompt->rings; ++ring) {
      acts += std::pow(ignores, ring) * acting.at(i);
    }
    odds.at(i) = acts * (right + (1 - right) * after_wrong.at(i)) +
                 std::pow(ignores, prompt->rings) * after_nothing.at(i);
  }
  return odds;
}

Odds odds_of(Policy policy, Thief thief = {}) {
  std::vector<Act> so_far;
  return odds_after(policy, thief, so_far);
}

/// The row of the page's table, in shares.
Odds stated(const std::string& name) {
  std::ifstream file{SALLYPORT_SOURCE "/docs/pocket-bombing.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const std::string beginning = "\n| " + name + " |";
  auto at = page.find(beginning);
  check(at != std::string::npos, "the page has a row for the policy");
  at += beginning.size();
  Odds odds{};
  for (double& share : odds) {
    share = std::strtod(page.c_str() + at, nullptr) / 100;
    at = page.find('|', at) + 1;
  }
  return odds;
}

void expect_stated(const std::string& name, const Odds& odds) {
  const Odds expected = stated(name);
  for (std::size_t i = 0; i < acting.size(); ++i) {
    // Three digits are stated, and ten guesses at six digits are left out.
    EXPECT_NEAR(odds.at(i), expected.at(i), expected.at(i) * 0.006 + 1e-5)
        << name << ", acts with " << acting.at(i);
  }
}

TEST(Bombing, FortySignInsInADayMakeTenRequestsAndThreeRings) {
  for (const Policy policy : {Policy::adaptive, Policy::one_tap, Policy::strict}) {
    for (const Thief thief : {Thief{}, Thief{.rings_again = true}, Thief{.gives_up = true}}) {
      Bombing bombing(policy, thief);
      while (bombing.next()) bombing.react(Act::ignores);
      EXPECT_GE(bombing.sign_ins(), 40);
      EXPECT_LE(bombing.requests(), 10);
      EXPECT_EQ(bombing.rings(), 3);
    }
  }
}

TEST(Bombing, WhoAnswersWronglyIsAskedForSixDigitsFromThenOn) {
  for (const Policy policy : {Policy::adaptive, Policy::one_tap}) {
    Bombing bombing(policy);
    ASSERT_NE(bombing.next()->mode, "type6");
    bombing.react(Act::types_wrong);
    while (const auto prompt = bombing.next()) {
      EXPECT_EQ(prompt->mode, "type6");
      bombing.react(Act::types_wrong);
    }
    EXPECT_EQ(bombing.requests(), 10);
  }
}

TEST(Bombing, AfterAReportNothingReachesThePhone) {
  Bombing bombing(Policy::adaptive);
  ASSERT_TRUE(bombing.next());
  bombing.report();
  EXPECT_THROW(static_cast<void>(bombing.next()), Bug) << "the password no longer opens anything";
}

TEST(Bombing, TheOddsAreThoseThatThePageStates) {
  expect_stated("adaptive", odds_of(Policy::adaptive));
  expect_stated("one_tap", odds_of(Policy::one_tap));
  expect_stated("strict", odds_of(Policy::strict));
}

TEST(Bombing, ToRingAgainOrToGiveUpBringsLittle) {
  expect_stated("adaptive", odds_of(Policy::adaptive, {.gives_up = true}));
  expect_stated("adaptive, rings again", odds_of(Policy::adaptive, {.rings_again = true}));
  expect_stated("one_tap, rings again", odds_of(Policy::one_tap, {.rings_again = true}));
}

TEST(Bombing, DaysThatArePlayedGoLikeThat) {
  const char* given = std::getenv("SALLYPORT_BOMBING_DAYS");
  const int days = given != nullptr ? std::atoi(given) : 12;
  std::mt19937_64 dice{
      20270115};  // NOLINT(bugprone-random-generator-seed): the same days each time
  crypto::SystemRandom random;
  const auto chance = [&] { return std::uniform_real_distribution<>{}(dice); };
  const auto is_won = [&](Policy policy, double acts) {
    Bombing bombing(policy);
    while (const auto prompt = bombing.next()) {
      if (prompt->rings == 0) return false;
      const double draw = chance();
      if (draw < acts) {
        if (bombing.answer(bombing.guess(random))) return true;
      } else if (draw < acts + refusing(acts)) {
        return false;
      } else {
        bombing.react(Act::ignores);
      }
    }
    return false;
  };
  for (const auto& [name, policy] : {std::pair{"one_tap", Policy::one_tap},
                                     {"adaptive", Policy::adaptive},
                                     {"strict", Policy::strict}}) {
    const Odds expected = stated(name);
    for (const std::size_t i : {2U, 3U}) {
      int won = 0;
      for (int played = 0; played < days; ++played) won += is_won(policy, acting.at(i)) ? 1 : 0;
      const double spread = std::sqrt(expected.at(i) * (1 - expected.at(i)) * days);
      EXPECT_NEAR(won, expected.at(i) * days, 5 * spread + 1) << name << " " << acting.at(i);
      RecordProperty(std::string{name} + (i == 2 ? "_20" : "_100"), won);
    }
  }
}

}  // namespace
}  // namespace sallyport::bombing
