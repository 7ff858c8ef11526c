// What an answer must be for it to count, and in which order that is looked at: an answer that is
// refused changes nothing, unless it shows that somebody has a copy of the phone's key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PocketAnswerChecks : public testing::Test {
 protected:
  PocketAnswerChecks() {
    ann.link();
    known.emplace(ann.known_browser());
    waiting = ann.sign_in_from(*known);
  }
  /// What a body of an answer says, with one member replaced.
  [[nodiscard]] std::string body_with(const std::string& name, const std::string& written) {
    const auto made = ann.phone.sign_answer(waiting, Decision::approve, "-");
    const auto members = json::read_members(made.body).value();
    auto changed = json::Object{}.add_written(name, written);
    for (const auto& [other, value] : members) {
      if (other == name) continue;
      const bool is_number = other == "counter" || other == "time";
      changed = is_number ? std::move(changed).add_written(other, value)
                          : std::move(changed).add(other, value);
    }
    return changed.text();
  }
  void expect_still_open() { EXPECT_TRUE(ann.phone.waiting()) << "nothing was changed"; }

  PersonWithPhone ann;
  std::optional<Browser> known;
  Waiting waiting;
};

TEST_F(PocketAnswerChecks, TheContextIsTheOneThatWasShown) {
  Waiting shown_otherwise = waiting;
  const auto at = shown_otherwise.context.find("portal.example");
  shown_otherwise.context.replace(at, 6, "portel");
  const Told told = ann.phone.approve(shown_otherwise);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "bad_signature");
  expect_still_open();
}

TEST_F(PocketAnswerChecks, NonceModeDeviceAndAudienceAreTheServersOwn) {
  Waiting other = waiting;
  other.nonce = to_base64url(std::string(32, 'n'));
  EXPECT_EQ(ann.phone.approve(other).error(), "bad_signature");
  other = waiting;
  other.mode = "type2";
  EXPECT_EQ(ann.phone.approve(other, "47").error(), "bad_value") << "for a press it is \"-\"";
  const std::string own = ann.phone.device;
  ann.phone.audience = "https://portal.example:444";
  EXPECT_EQ(ann.phone.approve(waiting).status, 421) << "under that name nobody is at home";
  ann.phone.audience = "https://portal.example";
  Phone stranger(ann.service);
  stranger.device = own;
  EXPECT_EQ(stranger.approve(waiting).error(), "bad_signature") << "another key";
  expect_still_open();
}

TEST_F(PocketAnswerChecks, ADecisionCannotBeMadeOfAnotherOne) {
  const auto cancel = ann.phone.sign_answer(waiting, Decision::cancel, "-");
  auto members = json::read_members(cancel.body).value();
  const std::string as_approve = json::Object{}
                                     .add("answer", "approve")
                                     .add("value", "-")
                                     .add_written("counter", members.at("counter"))
                                     .add_written("time", members.at("time"))
                                     .add("signature", members.at("signature"))
                                     .text();
  EXPECT_EQ(ann.phone.send_answer(waiting.id, as_approve).error(), "bad_signature");
  expect_still_open();
}

TEST_F(PocketAnswerChecks, AnAnswerCountsForItsOwnRequestAlone) {
  const auto made = ann.phone.sign_answer(waiting, Decision::approve, "-");
  ann.let_expire();
  Browser again = ann.known_browser();
  const Waiting second = ann.sign_in_from(again);
  EXPECT_EQ(ann.phone.send_answer(second.id, made.body).error(), "clock_skew") << "it is old";
  ann.phone.clock_is_off = std::chrono::seconds{-60};
  const auto early = ann.phone.sign_answer(waiting, Decision::approve, "-");
  EXPECT_EQ(ann.phone.send_answer(second.id, early.body).error(), "bad_signature");
  ann.phone.clock_is_off = {};
  expect_still_open();
}

TEST_F(PocketAnswerChecks, EachPartHasItsForm) {
  struct Case {
    const char* name;
    const char* written;
    int status;
    const char* error;
  };
  for (const Case& wrong :
       {Case{"answer", "\"yes\"", 422, "bad_value"},
        Case{"answer", "\"APPROVE\"", 422, "bad_value"}, Case{"value", "\"47\"", 422, "bad_value"},
        Case{"value", "\"\"", 422, "bad_value"}, Case{"counter", "0", 422, "bad_value"},
        Case{"counter", "-1", 422, "bad_value"}, Case{"counter", "1.5", 422, "bad_value"},
        Case{"counter", "99999999999999999999", 422, "bad_value"},
        Case{"counter", "\"\"", 422, "bad_value"}, Case{"time", "\"now\"", 422, "bad_value"},
        Case{"signature", "\"\"", 401, "bad_signature"},
        Case{"signature", "\"AAAA\"", 401, "bad_signature"}}) {
    const Told told = ann.phone.send_answer(waiting.id, body_with(wrong.name, wrong.written));
    EXPECT_EQ(told.status, wrong.status) << wrong.name << " " << wrong.written;
    EXPECT_EQ(told.error(), wrong.error) << wrong.name << " " << wrong.written;
  }
  expect_still_open();
}

TEST_F(PocketAnswerChecks, ABadSignatureClosesNothingAndSuspendsNobody) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(
        ann.phone
            .send_answer(waiting.id, body_with("signature", "\"" + std::string(86, 'A') + "\""))
            .error(),
        "bad_signature");
  }
  EXPECT_EQ(ann.phone.approve(waiting).at("state"), "approved");
}

TEST_F(PocketAnswerChecks, TheClockMayBeTwoMinutesOff) {
  for (const int off : {-121, 121}) {
    ann.phone.clock_is_off = std::chrono::seconds{off};
    const Told told = ann.phone.approve(waiting);
    EXPECT_EQ(told.status, 401);
    EXPECT_EQ(told.error(), "clock_skew");
    EXPECT_EQ(told.at("server_time"), std::to_string(unix_seconds(ann.service.clock.now())));
  }
  ann.phone.clock_is_off = {};
  expect_still_open();
  ann.phone.clock_is_off = std::chrono::seconds{120};
  EXPECT_EQ(ann.phone.approve(waiting).at("state"), "approved");
}

TEST_F(PocketAnswerChecks, TheSameAnswerASecondTimeIsTooLateAndNoMore) {
  const auto made = ann.phone.sign_answer(waiting, Decision::approve, "-");
  ASSERT_EQ(ann.phone.send_answer(waiting.id, made.body).status, 200);
  const Told again = ann.phone.send_answer(waiting.id, made.body);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.error(), "challenge_closed");
  EXPECT_EQ(again.at("state"), "approved");
  EXPECT_EQ(again.at("answered_on"), "Pixel 8");
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").at("state"), "active")
      << "a phone whose answer got lost and that sends it again is no copy";
}

TEST_F(PocketAnswerChecks, ACounterThatStepsBackSuspendsThePhone) {
  ASSERT_EQ(ann.phone.approve(waiting).status, 200);
  known->press("I have confirmed, continue");
  const std::int64_t used = ann.phone.counter;
  Browser again = ann.known_browser();
  const Waiting second = ann.sign_in_from(again);
  ann.phone.counter = used - 1;  // as a copy of the phone would
  const Told told = ann.phone.approve(second);
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.error(), "counter_replayed");
  again.press("I have confirmed, continue");
  EXPECT_FALSE(again.cookies.contains("__Host-sid"));
  const auto letters = ann.letters_about("a phone was suspended");
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_THAT(letters.front().text, HasSubstr("Pixel 8"));
  EXPECT_EQ(ann.count("device_suspended"), 1);
  for (const Told& later : {ann.phone.approve(second), ann.phone.get("/pocket/api/v1/challenges"),
                            ann.phone.get("/pocket/api/v1/devices/self")}) {
    EXPECT_EQ(later.status, 403);
    EXPECT_EQ(later.error(), "device_suspended");
  }
  EXPECT_THAT(ann.letters_about("a phone was suspended"), SizeIs(1)) << "once is enough";
}

TEST_F(PocketAnswerChecks, AreLookedAtInOrder) {
  // Each of these has all the mistakes of those after it, and the first one is told.
  ann.phone.version = "1.6.77";
  ann.phone.clock_is_off = std::chrono::hours{1};
  ann.phone.counter = -1;
  Waiting wrong = waiting;
  wrong.id = to_base64url(std::string(16, 'x'));
  wrong.context = "{}";
  std::vector<std::string> errors;
  const auto send = [&](const std::string& body) {
    errors.push_back(ann.phone.send_answer(wrong.id, body).error());
  };
  const auto signed_body = [&] {
    ann.phone.counter = 0;
    return ann.phone.sign_answer(wrong, Decision::approve, "-").body;
  };
  send("[]");
  ann.phone.version = "1.7.0";
  send("[]");
  const std::string own = std::exchange(ann.phone.device, to_base64url(std::string(16, 'd')));
  send(signed_body());
  ann.phone.device = own;
  send(signed_body());
  wrong.id = waiting.id;
  send(signed_body());
  ann.phone.clock_is_off = {};
  send(signed_body());
  wrong.context = waiting.context;
  send(signed_body());
  EXPECT_THAT(errors, ElementsAre("upgrade_required", "bad_body", "device_unknown",
                                  "challenge_unknown", "clock_skew", "bad_signature", ""));
}

TEST_F(PocketAnswerChecks, TheRequestOfSomebodyElseIsUnknown) {
  ann.service.add_person("bob@example.com", PersonWithPhone::password);
  Browser bobs(ann.service);
  sign_in(bobs, "bob@example.com", PersonWithPhone::password);
  Phone bobs_phone(ann.service, "iPhone");
  link_phone(bobs, bobs_phone, PersonWithPhone::password);
  EXPECT_FALSE(bobs_phone.waiting());
  const Told told = bobs_phone.approve(waiting);
  EXPECT_EQ(told.status, 404);
  EXPECT_EQ(told.error(), "challenge_unknown");
  expect_still_open();
}

TEST_F(PocketAnswerChecks, TenInAMinuteAreLookedAt) {
  // Of one phone: each cancels, and another is begun.
  int done = 0;
  for (int i = 0; i < 12; ++i) {
    if (ann.phone.answer(waiting, Decision::cancel).status == 200) ++done;
    ann.service.database().write([](db::Write& db) {
      db.change("UPDATE challenge SET state = 'open', answered_at = NULL");
      db.change("DELETE FROM challenge_answer");
    });
  }
  EXPECT_EQ(done, 10);
  const Told told = ann.phone.answer(waiting, Decision::cancel);
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(told.error(), "too_many");
  EXPECT_EQ(told.at("retry_after"), "60");
  ann.service.clock.advance(std::chrono::seconds{60});
  EXPECT_EQ(ann.phone.answer(waiting, Decision::cancel).status, 200);
}

}  // namespace
}  // namespace sallyport::testkit
