// What a phone shows of who logged in, and "It's not me" afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/history.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct PocketActivity : testing::Test {
  PocketActivity() { ann.link(); }
  std::vector<json::Texts> entries(const std::string& query = "") {
    const Told told = ann.phone.get("/pocket/api/v1/activity" + query);
    before = told.at("before");
    std::vector<json::Texts> found;
    const auto rows = json::read_list(told.at("entries")).value();
    for (const std::string& row : rows) {
      found.push_back(json::read_members(row).value());
    }
    return found;
  }
  Told report(const std::string& challenge) {
    return ann.phone.post("/pocket/api/v1/activity/" + challenge + "/report");
  }
  /// The clock moves, so that each has a second of its own.
  void one_that_ends(Decision decision) {
    ann.service.clock.advance(std::chrono::minutes{11});
    Browser fresh(ann.service);
    const Waiting waiting = ann.sign_in_from(fresh);
    ASSERT_EQ(ann.phone.answer(waiting, decision).status, 200);
  }
  void add_expired(db::Write& db, Time at) {
    db.change(
        "INSERT INTO challenge (id, account_id, asker, nonce, mode, options, number, context,"
        " address, user_agent, state, created_at, expires_at) SELECT $1, id, $1, $1, 'press', "
        "'', '',"
        " '{\"browser\":{},\"net\":{}}', '', '', 'expired', $2, $2 FROM account",
        {crypto::fresh_id<ChallengeId>(ann.service.deed().random), at});
  }
  PersonWithPhone ann;
  std::string before;
};

TEST_F(PocketActivity, TellsTheNewestFirstAndHowEachEnded) {
  ann.service.clock.advance(std::chrono::minutes{1});
  Browser known = ann.known_browser();
  ann.sign_in_wholly(known);
  ann.service.clock.advance(std::chrono::minutes{11});
  Browser wrong = ann.known_browser();
  wrong.sender = "203.0.113.9";
  const Waiting waiting = ann.sign_in_from(wrong);
  ASSERT_EQ(ann.phone.approve(waiting, wrong_number(number_on(wrong))).at("state"), "wrong_number");
  one_that_ends(Decision::cancel);
  ann.service.clock.advance(std::chrono::minutes{11});
  Browser late(ann.service);
  static_cast<void>(ann.sign_in_from(late));
  ann.let_expire();
  Browser given_up(ann.service);
  static_cast<void>(ann.sign_in_from(given_up));
  ann.service.clock.advance(std::chrono::seconds{1});
  given_up.press("Cancel");
  Browser mistyped(ann.service);
  sign_in(mistyped, PersonWithPhone::email, "not the password");

  std::vector<std::string> results;
  for (const auto& entry : entries()) results.push_back(entry.at("result"));
  EXPECT_THAT(results, ElementsAre("refused", "cancelled", "expired", "cancelled", "wrong_number",
                                   "signed_in", "signed_in"));
  const auto all = entries();
  const auto& signed_in = all[5];
  EXPECT_EQ(signed_in.at("method"), "pocket");
  EXPECT_EQ(signed_in.at("ip"), "192.0.2.10");
  EXPECT_EQ(signed_in.at("still_signed_in"), "false") << "it was left alone for too long";
  EXPECT_EQ(signed_in.at("can_report"), "true");
  EXPECT_THAT(signed_in.at("browser"), HasSubstr("\"name\":\"Chrome\""));
  EXPECT_EQ(all[6].at("method"), "password") << "before there was a phone";
  EXPECT_EQ(all[6].at("can_report"), "false");
}

TEST_F(PocketActivity, TellsWhetherSomebodyIsStillThere) {
  ann.service.clock.advance(std::chrono::seconds{1});
  Browser known = ann.known_browser();
  ann.sign_in_wholly(known);
  EXPECT_EQ(entries().front().at("still_signed_in"), "true");
  known.open("/logoff");
  known.press("Log off");
  EXPECT_EQ(entries().front().at("still_signed_in"), "false");
}

TEST_F(PocketActivity, LeavesOutWhatStillWaits) {
  const auto told = entries().size();
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  EXPECT_THAT(entries(), SizeIs(told));
}

TEST_F(PocketActivity, ComesInPagesOfFifty) {
  ann.service.clock.advance(std::chrono::seconds{1});
  ann.service.database().write([&](db::Write& db) {
    for (int i = 0; i < 60; ++i) {
      add_expired(db, ann.service.clock.now() - std::chrono::seconds{61 - i});
    }
  });
  EXPECT_THAT(entries(), SizeIs(50));
  ASSERT_NE(before, "");
  EXPECT_THAT(entries("?before=" + before), SizeIs(11));
  EXPECT_EQ(before, "");
}

TEST_F(PocketActivity, LosesNothingOfOneSecondBetweenTwoPages) {
  ann.service.clock.advance(std::chrono::seconds{1});
  const auto deed = ann.service.deed();
  ann.service.database().write([&](db::Write& db) {
    const auto row = db.find_one("SELECT id FROM account");
    for (int i = 0; i < 60; ++i) {
      add_expired(db, deed.now);
      for (const char* factor : {"totp", "pocket"}) {
        history::record(db, deed, {.account = row->id<AccountId>("id"), .factor = factor});
      }
    }
  });
  std::vector<std::size_t> pages;
  do pages.push_back(entries(before.empty() ? "" : "?before=" + before).size());
  while (!before.empty());
  EXPECT_THAT(pages, ElementsAre(50U, 50U, 21U)) << "60 of each kind, and one before there was one";
  EXPECT_THAT(entries("?before=x"), SizeIs(50)) << "what is no place is the beginning";
}

TEST_F(PocketActivity, TellsWhatWasConfirmedWithinASessionFromALogin) {
  ann.service.clock.advance(std::chrono::minutes{6});  // the proofs are no longer fresh
  static_cast<void>(ann.link_another("iPad"));
  const auto newest = entries().front();
  EXPECT_EQ(newest.at("purpose"), "confirm");
  EXPECT_EQ(newest.at("result"), "confirmed");
  const auto answered = ann.service.database().read([](db::Read& db) {
    return db.find_one("SELECT detail FROM audit_event WHERE event = 'challenge_answered'");
  });
  EXPECT_EQ(answered->text("detail"), "approved, within a session");
  EXPECT_EQ(entries().back().at("purpose"), "login");
}

TEST_F(PocketActivity, SaysNothingOfAnybodyElse) {
  ann.service.add_person("bob@example.com", PersonWithPhone::password);
  Browser bobs(ann.service);
  sign_in(bobs, "bob@example.com", PersonWithPhone::password);
  Phone bobs_phone(ann.service, "iPhone");
  link_phone(bobs, bobs_phone, PersonWithPhone::password);
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ASSERT_EQ(ann.phone.approve(waiting).status, 200);
  const Told told = bobs_phone.post("/pocket/api/v1/activity/" + waiting.id + "/report");
  EXPECT_EQ(told.status, 404);
  EXPECT_EQ(told.error(), "challenge_unknown");
}

TEST(M38, ItsNotMeAfterwardsEndsTheSessionThatCameOfIt) {
  PersonWithPhone ann;
  ann.link();
  Browser thief(ann.service);
  const Waiting waiting = ann.sign_in_from(thief);
  ASSERT_EQ(ann.phone.approve(waiting, number_on(thief)).status, 200);
  thief.press("I have confirmed, continue");
  ASSERT_EQ(thief.path(), "/");
  ann.service.clock.advance(std::chrono::minutes{3});
  const Told told = ann.phone.post("/pocket/api/v1/activity/" + waiting.id + "/report");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.at("state"), "reported");
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
  sign_in(thief, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(thief.path(), "/signin/password") << "the password stopped working";
  EXPECT_EQ(ann.phone.post("/pocket/api/v1/activity/" + waiting.id + "/report").at("state"),
            "reported")
      << "a second press says the same";
  EXPECT_EQ(ann.count("challenge_reported"), 1);
}

TEST(M38, ItsNotMeWinsOverThePressOfAnotherPhone) {
  PersonWithPhone ann;
  ann.link();
  Phone second = ann.link_another("iPad");
  Browser thief(ann.service);
  static_cast<void>(ann.sign_in_from(thief));
  const auto on_second = second.waiting();
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(thief)).status, 200);
  thief.press("I have confirmed, continue");
  ASSERT_EQ(thief.path(), "/");
  const Told late = second.answer(*on_second, Decision::cancel);
  EXPECT_EQ(late.error(), "challenge_closed");
  EXPECT_EQ(late.at("answered_on"), "Pixel 8");
  EXPECT_EQ(second.answer(*on_second, Decision::report).at("state"), "reported");
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
}

TEST_F(PocketActivity, CanBeReportedForADay) {
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ann.confirm(known);
  ann.service.clock.advance(std::chrono::hours{24});
  const Told told = report(waiting.id);
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.error(), "challenge_closed");
  EXPECT_EQ(told.at("state"), "used");
  EXPECT_EQ(report("AAAAAAAAAAAAAAAAAAAAAA").status, 404);
  EXPECT_EQ(report("x").status, 404);
}

TEST_F(PocketActivity, OfWhatLetNobodyInCannotBeReported) {
  Browser fresh(ann.service);
  const Waiting waiting = ann.sign_in_from(fresh);
  ASSERT_EQ(ann.phone.answer(waiting, Decision::cancel).status, 200);
  EXPECT_EQ(report(waiting.id).at("state"), "cancelled");
  sign_in(fresh, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(fresh.path(), "/signin/factor/pocket") << "the password still works";
}

}  // namespace
}  // namespace sallyport::testkit
