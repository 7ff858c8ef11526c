#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/core_fixture.hpp"
#include "core/outbox/outage.hpp"
#include "core/outbox/queue.hpp"

namespace sallyport::outbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class OutboxStore : public Core {
 protected:
  void post(std::string_view to, std::string_view name = "Zebedeus Quist") {
    write([&](db::Write& db) {
      outbox.post(db, deed(),
                  {.kind = Kind::invitation,
                   .to = email(to),
                   .account = std::nullopt,
                   .language = text::Language::dutch,
                   .texts = {{"name", std::string{name}}},
                   .link_token = Secret{"the-token-of-a-link"}});
    });
  }
  std::vector<Waiting> due_now(std::int64_t most = 100) {
    return read([&](db::Read& db) { return due(db, keys.sealer, now, most); });
  }
  std::vector<std::string> recipients(std::int64_t most = 100) {
    std::vector<std::string> all;
    for (const Waiting& waiting : due_now(most)) all.push_back(waiting.letter.to.text());
    return all;
  }
  void put_off_first() {
    write([this, letter = due_now(1)](db::Write& db) {
      mark_put_off(db, deed(), letter.front(), "mailbox full");
    });
  }
};

TEST_F(OutboxStore, GivesALetterBackAsItWasPosted) {
  post("ann@kroon.example");
  const auto waiting = due_now();
  ASSERT_EQ(waiting.size(), 1U);
  const Letter& letter = waiting.front().letter;
  EXPECT_EQ(letter.kind, Kind::invitation);
  EXPECT_EQ(letter.to.text(), "ann@kroon.example");
  EXPECT_EQ(letter.language, text::Language::dutch);
  EXPECT_EQ(letter.texts, (std::map<std::string, std::string>{{"name", "Zebedeus Quist"}}));
  EXPECT_EQ(letter.link_token.reveal(), "the-token-of-a-link");
  EXPECT_EQ(waiting.front().tries, 0);
}

TEST_F(OutboxStore, HoldsNothingInTheDatabaseThatCanBeRead) {
  post("ann@kroon.example");
  const auto sealed =
      read([](db::Read& db) { return db.find_one("SELECT sealed FROM letter")->bytes("sealed"); });
  EXPECT_EQ(sealed.find("the-token-of-a-link"), std::string::npos);
  EXPECT_EQ(sealed.find("Zebedeus"), std::string::npos);
  EXPECT_EQ(count("letter WHERE instr(sealed, 'Quist') > 0"), 0);
}

TEST_F(OutboxStore, OpensALetterInItsOwnRowOnly) {
  post("ann@kroon.example");
  post("bob@kroon.example");
  write([](db::Write& db) {
    db.change("UPDATE letter SET sealed = (SELECT l.sealed FROM letter l WHERE l.position = 1)");
  });
  EXPECT_THROW(due_now(), Bug);
}

TEST_F(OutboxStore, KeepsNoLetterOfADeedThatFailed) {
  EXPECT_THROW(write([&](db::Write& db) {
                 outbox.post(db, deed(),
                             {.kind = Kind::password_set,
                              .to = email("ann@kroon.example"),
                              .account = std::nullopt,
                              .language = std::nullopt,
                              .texts = {},
                              .link_token = {}});
                 throw std::runtime_error("changed my mind");
               }),
               std::runtime_error);
  EXPECT_THAT(due_now(), IsEmpty());
}

TEST_F(OutboxStore, GivesLettersInTheOrderOfPosting) {
  for (const auto* to : {"c@kroon.example", "a@kroon.example", "b@kroon.example"}) post(to);
  EXPECT_THAT(recipients(), ElementsAre("c@kroon.example", "a@kroon.example", "b@kroon.example"));
  EXPECT_THAT(recipients(2), ElementsAre("c@kroon.example", "a@kroon.example"));
}

TEST_F(OutboxStore, GivesALetterThatWasSentNoMore) {
  post("ann@kroon.example");
  write([this, letter = due_now()](db::Write& db) { mark_sent(db, letter.front().id, now); });
  EXPECT_THAT(due_now(), IsEmpty());
}

TEST_F(OutboxStore, TriesALetterPutOffAgainEverLaterUpToAnHourAndAQuarterByChance) {
  post("ann@kroon.example");
  std::set<seconds> additions;
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    ASSERT_EQ(due_now().size(), 1U);
    put_off_first();
    const auto next = read([](db::Read& db) { return newest(db, State::waiting, 1); });
    const seconds waits = next.front().next_at - now;
    EXPECT_GE(waits, minutes{wait});
    EXPECT_LE(waits, seconds{minutes{wait}} * 5 / 4);
    additions.insert(waits - minutes{wait});
    now += waits - seconds{1};
    EXPECT_THAT(due_now(), IsEmpty()) << wait;
    now += seconds{1};
  }
  EXPECT_GT(additions.size(), 1U) << "by chance";
  ASSERT_EQ(due_now().size(), 1U);
  EXPECT_EQ(due_now().front().tries, 9);
}

TEST_F(OutboxStore, GivesALetterUpAfterFiveDaysOfBeingPutOff) {
  post("ann@kroon.example");
  const Time posted = now;
  while (!due_now().empty()) {
    put_off_first();
    now += minutes{75};
  }
  EXPECT_GT(now - posted, std::chrono::days{4});
  const auto refused = read([](db::Read& db) { return newest(db, State::refused, 1); });
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused.front().last_error, "mailbox full");
  EXPECT_EQ(count("audit_event WHERE event = 'letter_refused'"), 1);
}

TEST_F(OutboxStore, LetsAnOperatorTryARefusedLetterAgainButNotOneThatWasSent) {
  post("ann@kroon.example");
  post("bob@kroon.example");
  const auto both = due_now();
  write([&](db::Write& db) {
    mark_refused(db, deed(), both[0], "no such person");
    mark_sent(db, both[1].id, now);
  });
  EXPECT_THAT(due_now(), IsEmpty());
  EXPECT_TRUE(write([&](db::Write& db) { return retry(db, deed(), both[0].id); }));
  EXPECT_FALSE(write([&](db::Write& db) { return retry(db, deed(), both[1].id); }));
  EXPECT_THAT(recipients(), ElementsAre("ann@kroon.example"));
}

TEST_F(OutboxStore, MarksOnlyALetterThatWasSentAsBounced) {
  post("ann@kroon.example");
  const LetterId id = due_now().front().id;
  const auto bounce = [&] {
    return write([&](db::Write& db) { return mark_bounced(db, deed(), id, "5.1.1 gone"); });
  };
  EXPECT_FALSE(bounce());
  write([&](db::Write& db) { mark_sent(db, id, now); });
  EXPECT_TRUE(bounce());
  EXPECT_FALSE(bounce()) << "once";
  const auto entry = read([&](db::Read& db) { return find(db, id); });
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->state, State::bounced);
  EXPECT_EQ(entry->last_error, "5.1.1 gone");
  EXPECT_EQ(count("audit_event WHERE event = 'letter_bounced'"), 1);
}

TEST_F(OutboxStore, KnowsSinceWhenTheMailServerIsAwayAndTriesItEveryFiveMinutesAtLeast) {
  EXPECT_EQ(read([](db::Read& db) { return outage(db).has_value(); }), false);
  post("ann@kroon.example");
  const LetterId letter = due_now().front().id;
  const Time since = now;
  for (int tries = 1; tries <= 12; ++tries) {
    write([&](db::Write& db) { mark_away(db, deed(), letter, "nobody answers"); });
    const auto away = read([](db::Read& db) { return outage(db); });
    ASSERT_TRUE(away);
    EXPECT_EQ(away->since, since);
    EXPECT_EQ(away->tries, tries);
    EXPECT_GE(away->next_at, now + seconds{15});
    EXPECT_LE(away->next_at, now + minutes{5});
    now = away->next_at;
  }
  write([](db::Write& db) { mark_back(db); });
  EXPECT_EQ(read([](db::Read& db) { return outage(db).has_value(); }), false);
}

TEST_F(OutboxStore, LetsALetterPutOffNotHoldUpTheOthers) {
  post("ann@kroon.example");
  post("bob@kroon.example");
  put_off_first();
  EXPECT_THAT(recipients(), ElementsAre("bob@kroon.example"));
}

TEST_F(OutboxStore, ForgetsLettersAWeekAfterTheyWereSentAndNoOthers) {
  post("ann@kroon.example");
  post("bob@kroon.example");
  write([this, letter = due_now(1)](db::Write& db) { mark_sent(db, letter.front().id, now); });
  write([&](db::Write& db) { sweep(db, now + std::chrono::days{7}); });
  EXPECT_EQ(count("letter"), 2);
  write([&](db::Write& db) { sweep(db, now + std::chrono::days{7} + seconds{1}); });
  EXPECT_THAT(recipients(), ElementsAre("bob@kroon.example"));
  EXPECT_EQ(count("letter"), 1);
}

TEST(Letters, HaveEachANameOfTheirOwn) {
  std::set<std::string_view> names;
  for (int number = 0; number <= static_cast<int>(Kind::suspension_reported); ++number) {
    names.insert(name_of(static_cast<Kind>(number)));
  }
  EXPECT_EQ(names.size(), kinds().size());
}

}  // namespace
}  // namespace sallyport::outbox
