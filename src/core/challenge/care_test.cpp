#include "core/challenge/care.hpp"

#include "core/challenge/challenge_fixture.hpp"

namespace sallyport::challenge {
namespace {

using Cares = Challenges;

TEST_F(Cares, AskForSixDigitsAfterAWrongNumberUntilASuccess) {
  EXPECT_EQ(begin().mode, Mode::type2);
  note(note_bad);
  now += std::chrono::days{30};
  EXPECT_TRUE(care().trouble(now));
  EXPECT_EQ(begin().mode, Mode::type6);
  note(note_success, now);
  EXPECT_FALSE(care().trouble(now));
}

TEST_F(Cares, AskForSixDigitsTheThirdTimeAfterTwoThatNobodyAnswered) {
  const Challenge first = begin();
  let_expire(first);
  const Challenge second = begin();
  EXPECT_EQ(second.mode, Mode::type2) << "one may have been an accident";
  let_expire(second);
  // Nothing was swept in between: the one that begins the third counts the second.
  EXPECT_EQ(begin().mode, Mode::type6);
}

TEST_F(Cares, CountOneThatWasGivenUpLikeOneThatNobodyAnswered) {
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(begin(tab_one));
    withdraw(tab_one, Withdrawn::given_up);
  }
  EXPECT_EQ(begin(tab_two).mode, Mode::type6);
}

TEST_F(Cares, DoNotCountOneThatWasProvedByACode) {
  for (int i = 0; i < 2; ++i) {
    static_cast<void>(begin(tab_one));
    withdraw(tab_one, Withdrawn::proved_otherwise);
  }
  EXPECT_EQ(begin(tab_two).mode, Mode::type2);
}

TEST_F(Cares, CountEachOnceHoweverOftenItIsSwept) {
  let_expire(begin());
  for (int i = 0; i < 3; ++i) sweep();
  EXPECT_EQ(care().expired, 1);
}

TEST_F(Cares, LastTenMinutesAfterASecondBrowser) {
  const auto known = crypto::fresh_id<BrowserId>(random);
  static_cast<void>(begin(tab_one));
  EXPECT_EQ(why_not(tab_two), NotBegun::taken);
  EXPECT_TRUE(care().trouble(now + std::chrono::minutes{10} - std::chrono::seconds{1}));
  EXPECT_FALSE(care().trouble(now + std::chrono::minutes{10}));
  now += std::chrono::minutes{5};
  EXPECT_EQ(begin(tab_two, known).mode, Mode::type6) << "known, and yet no press";
}

TEST_F(Cares, LastADayAfterAReport) {
  note(note_report, now);
  note(note_second_browser, now);
  EXPECT_GE(care().careful_until, now + std::chrono::hours{24}) << "not shortened";
  EXPECT_TRUE(care().quiet(/*known_browser=*/false, now + std::chrono::hours{23}));
  EXPECT_FALSE(care().quiet(/*known_browser=*/true, now + std::chrono::hours{23}));
  EXPECT_FALSE(care().quiet(/*known_browser=*/false, now + std::chrono::hours{24}));
}

TEST_F(Cares, RingThreeTimesForOneChallengeAtMost) {
  const Challenge asked = begin();
  EXPECT_TRUE(ring(asked));
  EXPECT_TRUE(ring(asked));
  EXPECT_TRUE(ring(asked));
  EXPECT_FALSE(ring(asked));
  EXPECT_EQ(find(asked).pushes, 3);
}

TEST_F(Cares, RingThreeTimesForNothingAndThenNoMore) {
  const Challenge first = begin();
  EXPECT_TRUE(ring(first));
  EXPECT_TRUE(ring(first));
  let_expire(first);
  const Challenge second = begin();
  EXPECT_TRUE(ring(second));
  EXPECT_FALSE(ring(second)) << "the fourth since anybody answered";
  ASSERT_TRUE(answer(second, State::approved));
  note(note_success, now);
  EXPECT_TRUE(ring(begin()));
}

TEST_F(Cares, AreQuietAfterThreeThatNobodyAnswered) {
  for (int i = 0; i < 3; ++i) {
    const Challenge asked = begin();
    let_expire(asked);
  }
  now += std::chrono::hours{1};
  EXPECT_FALSE(ring(begin()));
}

TEST_F(Cares, RingAgainOnceSomebodyAnsweredWhateverTheySaid) {
  for (int i = 0; i < 3; ++i) note(note_expired);
  EXPECT_TRUE(care().quiet(true, now));
  note(note_bad);
  EXPECT_FALSE(care().quiet(true, now));
}

TEST_F(Cares, DoNotRingForWhatIsOver) {
  const Challenge asked = begin();
  ASSERT_TRUE(answer(asked, State::cancelled));
  EXPECT_FALSE(ring(asked));
}

TEST_F(Cares, LetThreeBeginInTenMinutesSixInAnHourTenInADay) {
  const Time start = now;
  const auto begun_until = [&](Time end) {
    int begun = 0;
    for (; now < end; now += std::chrono::seconds{121}) begun += begin_or_not(tab_one, {}) ? 1 : 0;
    return begun;
  };
  EXPECT_EQ(begun_until(start + std::chrono::minutes{10}), 3);
  EXPECT_EQ(begun_until(start + std::chrono::hours{1}), 3);
  EXPECT_EQ(begun_until(start + std::chrono::hours{24}), 4);
  now = start + std::chrono::hours{24} - std::chrono::seconds{1};
  EXPECT_EQ(why_not(), NotBegun::too_many);
}

TEST_F(Cares, CountAnewAfterASuccess) {
  for (int i = 0; i < 3; ++i) {
    static_cast<void>(begin(tab_one));
    withdraw(tab_one, Withdrawn::proved_otherwise);
  }
  EXPECT_EQ(why_not(), NotBegun::too_many);
  note(note_success, now);
  EXPECT_EQ(why_not(), std::nullopt);
}

TEST_F(Cares, OfOneAccountAreNotThoseOfAnother) {
  note(note_bad);
  const auto other = account("bob@example.com").id;
  EXPECT_EQ(read([&](db::Read& db) { return care_of(db, other); }).bad, 0);
}

}  // namespace
}  // namespace sallyport::challenge
