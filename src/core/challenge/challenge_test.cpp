#include "core/challenge/challenge.hpp"

#include "core/challenge/challenge_fixture.hpp"

namespace sallyport::challenge {
namespace {

TEST_F(Challenges, BeginWithANonceOfTheirOwnAndLastTwoMinutes) {
  const Challenge first = begin();
  EXPECT_EQ(first.state, State::open);
  EXPECT_EQ(first.nonce.size(), 32U);
  EXPECT_EQ(first.expires_at, now + std::chrono::seconds{120});
  EXPECT_EQ(first.context, "{\"v\":1}");
  EXPECT_EQ(find(first).nonce, first.nonce);
  now += std::chrono::seconds{120};
  EXPECT_EQ(find(first).state, State::expired);
  EXPECT_NE(begin().nonce, first.nonce);
}

TEST_F(Challenges, AreOneAtATimeForAnAccount) {
  const Challenge first = begin(tab_one);
  EXPECT_EQ(why_not(tab_two), NotBegun::taken);
  EXPECT_EQ(find(first).state, State::open);
  now += std::chrono::seconds{119};
  EXPECT_EQ(why_not(tab_two), NotBegun::taken);
  now += std::chrono::seconds{1};
  EXPECT_EQ(begin(tab_two).state, State::open);
}

TEST_F(Challenges, AreHeldToOneByTheTableItself) {
  const Challenge first = begin(tab_one);
  EXPECT_THROW(write([&](db::Write& db) {
                 db.change(
                     "INSERT INTO challenge (id, account_id, asker, nonce, mode, options, number,"
                     " context, address, state, created_at, expires_at) SELECT $1, account_id,"
                     " asker, nonce, mode, options, number, context, address, state, created_at,"
                     " expires_at FROM challenge WHERE id = $2",
                     {crypto::fresh_id<ChallengeId>(random), first.id});
               }),
               std::exception);
}

TEST_F(Challenges, OfOneAccountLeaveAnotherAlone) {
  static_cast<void>(begin());
  const AccountId bob = account("bob@example.com").id;
  const auto other = write([&](db::Write& db) {
    return challenge::begin(db, deed(), {.account = bob, .asker = tab_one, .context = "{}"});
  });
  EXPECT_TRUE(other.has_value());
}

TEST_F(Challenges, OfTheSameKnownBrowserTakeTheFirstOnesPlace) {
  const auto browser = crypto::fresh_id<BrowserId>(random);
  const Challenge first = begin(tab_one, browser);
  const Challenge second = begin(tab_two, browser);
  EXPECT_EQ(find(first).state, State::withdrawn);
  EXPECT_EQ(find(second).state, State::open);
  EXPECT_FALSE(care().trouble(now)) << "one that was given up";
}

TEST_F(Challenges, OfTwoBrowsersThatNobodyKnowsAreNotOfTheSame) {
  static_cast<void>(begin(tab_one, std::nullopt));
  EXPECT_EQ(why_not(tab_two, std::nullopt), NotBegun::taken);
}

TEST_F(Challenges, AreAnsweredOnce) {
  const Challenge asked = begin();
  EXPECT_TRUE(answer(asked, State::approved));
  for (const State state : {State::approved, State::cancelled, State::reported}) {
    EXPECT_FALSE(answer(asked, state));
  }
  EXPECT_EQ(find(asked).state, State::approved);
  EXPECT_EQ(find(asked).answered_by, phone);
}

TEST_F(Challenges, AreNotAnsweredAfterTheirTime) {
  const Challenge asked = begin();
  now = asked.expires_at;
  EXPECT_FALSE(answer(asked, State::approved));
  EXPECT_EQ(find(asked).state, State::expired);
}

TEST_F(Challenges, AreUsedOnceByWhoAsked) {
  const Challenge asked = begin(tab_one);
  EXPECT_FALSE(use(asked, tab_one)) << "not answered yet";
  ASSERT_TRUE(answer(asked, State::approved));
  EXPECT_FALSE(use(asked, tab_two));
  EXPECT_TRUE(use(asked, tab_one));
  EXPECT_FALSE(use(asked, tab_one));
  EXPECT_EQ(find(asked).state, State::used);
}

TEST_F(Challenges, LapseAMinuteAfterTheAnswer) {
  const Challenge asked = begin(tab_one);
  now += std::chrono::seconds{100};
  ASSERT_TRUE(answer(asked, State::approved));
  now += std::chrono::seconds{59};
  EXPECT_EQ(find(asked).state, State::approved) << "the answer counts, not the 120 seconds";
  now += std::chrono::seconds{1};
  EXPECT_EQ(find(asked).state, State::lapsed);
  EXPECT_FALSE(use(asked, tab_one));
}

TEST_F(Challenges, ThatWereRefusedCannotBeUsed) {
  for (const State state : {State::wrong_number, State::cancelled, State::reported}) {
    const Challenge asked = begin(tab_one);
    ASSERT_TRUE(answer(asked, state));
    EXPECT_FALSE(use(asked, tab_one));
    now += std::chrono::hours{1};
  }
}

TEST_F(Challenges, CanBeReportedADayLongOnceTheyLetSomebodyIn) {
  const Challenge asked = begin(tab_one);
  EXPECT_FALSE(can_be_reported(asked, now));
  EXPECT_FALSE(report(asked));
  ASSERT_TRUE(answer(asked, State::approved));
  ASSERT_TRUE(use(asked, tab_one));
  now += std::chrono::hours{24} - std::chrono::seconds{1};
  EXPECT_TRUE(can_be_reported(find(asked), now));
  now += std::chrono::seconds{1};
  EXPECT_FALSE(can_be_reported(find(asked), now));
  EXPECT_FALSE(report(asked));
  now -= std::chrono::seconds{1};
  EXPECT_TRUE(report(asked));
  EXPECT_FALSE(report(asked)) << "the second time";
  EXPECT_EQ(find(asked).state, State::reported);
}

TEST_F(Challenges, AreWithdrawnWithWhoAsked) {
  const Challenge open = begin(tab_one);
  withdraw(tab_two, Withdrawn::given_up);
  EXPECT_EQ(find(open).state, State::open);
  withdraw(tab_one, Withdrawn::given_up);
  EXPECT_EQ(find(open).state, State::withdrawn);
  EXPECT_FALSE(answer(open, State::approved));
  const Challenge approved = begin(tab_one);
  ASSERT_TRUE(answer(approved, State::approved));
  withdraw(tab_one, Withdrawn::proved_otherwise);
  EXPECT_FALSE(use(approved, tab_one)) << "the code was the proof; one is enough";
}

TEST_F(Challenges, ShowTheNewestOfWhoAskedEvenWithinOneSecond) {
  const auto browser = crypto::fresh_id<BrowserId>(random);
  static_cast<void>(begin(tab_one, browser));
  const Challenge second = begin(tab_one, browser);
  const auto newest = read([&](db::Read& db) { return newest_of(db, person, tab_one, now); });
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->id, second.id);
}

TEST_F(Challenges, KeepWhatWasSignedWordForWord) {
  const Challenge asked = begin();
  const Evidence evidence{.challenge = asked.id,
                          .device = phone,
                          .at = now,
                          .public_key = std::string(65, 'k'),
                          .statement = "POCKET-V1 ANSWER\n",
                          .signature = std::string(64, 's'),
                          .context = asked.context,
                          .result = "approved",
                          .address = "192.0.2.1"};
  Evidence later = evidence;
  later.result = "reported";
  write([&](db::Write& db) {
    keep(db, evidence);
    keep(db, later);  // in the same second
  });
  const auto kept = read([&](db::Read& db) { return evidence_of(db, asked.id); });
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept.front().statement, evidence.statement);
  EXPECT_EQ(kept.front().signature, evidence.signature);
  EXPECT_EQ(kept.front().context, asked.context);
}

TEST_F(Challenges, AreForgottenAfterNinetyDaysAndWhatWasSignedAfterFourHundred) {
  const Challenge asked = begin();
  ASSERT_TRUE(answer(asked, State::approved));
  write([&](db::Write& db) {
    keep(db, {.challenge = asked.id, .device = phone, .at = now, .result = "approved"});
  });
  now += std::chrono::days{90};
  sweep();
  EXPECT_EQ(count("challenge"), 1);
  now += std::chrono::seconds{1};
  sweep();
  EXPECT_EQ(count("challenge"), 0);
  EXPECT_EQ(count("challenge_answer"), 1);
  now += std::chrono::days{310};
  sweep();
  EXPECT_EQ(count("challenge_answer"), 0);
}

}  // namespace
}  // namespace sallyport::challenge
