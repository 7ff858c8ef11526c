// How a phone has to confirm, and what comes of each answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(M37, OnePressIsEnoughInABrowserThatIsKnown) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  EXPECT_EQ(waiting.mode, "press");
  EXPECT_THAT(waiting.options, IsEmpty());
  EXPECT_EQ(number_on(known), "");
  EXPECT_EQ(ann.phone.approve(waiting).at("state"), "approved");
  known.open("/signin/factor/pocket");
  EXPECT_THAT(known.text(), HasSubstr("Confirmed on your phone."));
  known.press("Continue");
  EXPECT_EQ(known.path(), "/");
}

TEST(M37, OneOfThreeNumbersIsTappedWhereTheKnownBrowserLooksOdd) {
  PersonWithPhone ann;
  ann.link();
  Browser moved = ann.known_browser();
  moved.sender = "203.0.113.9";  // a network from which nobody signed in before
  const Waiting waiting = ann.sign_in_from(moved);
  EXPECT_EQ(waiting.mode, "choose");
  EXPECT_THAT(waiting.options, SizeIs(3));
  EXPECT_THAT(waiting.options, Contains(number_on(moved)));
  EXPECT_EQ(ann.phone.waiting()->options, waiting.options) << "a second look tells nothing more";
  EXPECT_EQ(ann.phone.approve(waiting, number_on(moved)).at("state"), "approved");
  moved.press("I have confirmed, continue");
  EXPECT_EQ(moved.path(), "/");
}

TEST(M37, TheWrongOneOfThreeEndsItAtOnce) {
  PersonWithPhone ann;
  ann.link();
  Browser moved = ann.known_browser();
  moved.sender = "203.0.113.9";
  const Waiting waiting = ann.sign_in_from(moved);
  const std::string right = number_on(moved);
  const std::string wrong = waiting.options[0] == right ? waiting.options[1] : waiting.options[0];
  EXPECT_EQ(ann.phone.approve(waiting, wrong).at("state"), "wrong_number");
  const Told second = ann.phone.approve(waiting, right);
  EXPECT_EQ(second.status, 409) << "one attempt: with three to choose from a second one is half";
  EXPECT_EQ(second.at("state"), "wrong_number");
  moved.press("I have confirmed, continue");
  EXPECT_FALSE(moved.cookies.contains("__Host-sid"));
  EXPECT_THAT(moved.text(), HasSubstr("stopped on your phone, or the number was another one"));
}

TEST(M37, AnotherSystemOrALongPauseIsOddToo) {
  PersonWithPhone ann;
  ann.link();
  Browser other_system = ann.known_browser();
  other_system.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36";
  EXPECT_EQ(ann.sign_in_from(other_system).mode, "choose");
  ann.let_expire();
  ann.service.clock.advance(std::chrono::days{61});
  Browser long_unused = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(long_unused).mode, "choose");
}

TEST(M37, TwoDigitsAreTypedWhereTheBrowserIsNew) {
  PersonWithPhone ann;
  ann.link();
  Browser fresh(ann.service);
  const Waiting waiting = ann.sign_in_from(fresh);
  EXPECT_EQ(waiting.mode, "type2");
  EXPECT_THAT(waiting.options, IsEmpty()) << "the number is on the other screen alone";
  EXPECT_THAT(waiting.context, Not(HasSubstr("\"" + number_on(fresh) + "\"")));
  EXPECT_THAT(fresh.text(), HasSubstr("You have not logged in with this browser before"));
  EXPECT_EQ(ann.phone.approve(waiting, number_on(fresh)).at("state"), "approved");
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.path(), "/");
  // From then on it is known.
  Browser again(ann.service);
  again.cookies["__Host-known"] = fresh.cookies.at("__Host-known");
  EXPECT_EQ(ann.sign_in_from(again).mode, "press");
}

TEST(M37, SixDigitsAreAskedAfterAWrongNumberUntilOneIsRight) {
  PersonWithPhone ann;
  ann.link();
  Browser fresh(ann.service);
  const Waiting first = ann.sign_in_from(fresh);
  EXPECT_EQ(ann.phone.approve(first, wrong_number(number_on(fresh))).at("state"), "wrong_number");
  fresh.open("/signin/factor/pocket");
  fresh.press("Try again");
  EXPECT_THAT(fresh.text(), HasSubstr("For your safety we ask for a longer number this time."));
  const auto second = ann.phone.waiting();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->mode, "type6");
  EXPECT_THAT(number_on(fresh), SizeIs(6));
  EXPECT_EQ(ann.phone.approve(*second, number_on(fresh)).at("state"), "approved");
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.path(), "/");
  Browser known = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(known).mode, "press");
}

TEST(M37, SixDigitsCanBeScannedInsteadOfTyped) {
  auto settings = test_settings();
  settings.pocket.policy = challenge::Policy::strict;
  PersonWithPhone ann(settings);
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  EXPECT_EQ(waiting.mode, "type6") << "always, where the operator is strict";
  EXPECT_THAT(known.html(), HasSubstr("QR code with the number"));
  EXPECT_THAT(known.text(), HasSubstr(number_on(known).substr(0, 3) + " "));
  EXPECT_THAT(known.html(), Not(HasSubstr("#login="))) << "drawn, not written";
}

TEST(M38, CancelEndsTheSignInAndTheNextOneAsksMore) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  EXPECT_EQ(ann.phone.answer(waiting, Decision::cancel).at("state"), "cancelled");
  known.press("I have confirmed, continue");
  EXPECT_EQ(known.path(), "/signin");
  Browser again = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(again).mode, "type6");
  EXPECT_THAT(ann.letters_about("stopped"), IsEmpty()) << "nothing beyond that sign-in";
}

TEST(M38, ItsNotMeTellsTheOwnerAndTheAdministrators) {
  PersonWithPhone ann;
  ann.link();
  const auto organisation = ann.service.add_organisation("Second BV");
  ann.service.add_contact(organisation, "boss@example.com", "Bo", "Baas", {"administrator"});
  ann.service.add_contact(organisation, PersonWithPhone::email);
  Browser thief(ann.service);
  const Waiting waiting = ann.sign_in_from(thief);
  EXPECT_EQ(ann.phone.answer(waiting, Decision::report).at("state"), "reported");
  const auto told = ann.letters_about("stopped a log in that was not theirs");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told.front().to.text(), "boss@example.com");
  EXPECT_THAT(told.front().text, AllOf(HasSubstr("Chrome"), HasSubstr("192.0.2.10")));
  EXPECT_THAT(ann.service.newest_letter_to(PersonWithPhone::email).text, HasSubstr("/reset/"));
  EXPECT_EQ(ann.count("challenge_reported"), 1);
  ann.browser.open("/account-security");
  EXPECT_EQ(ann.browser.path(), "/signin") << "everybody is logged off";
}

TEST(PocketAnswers, AreKeptAsTheyWereSigned) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  const auto made = ann.phone.sign_answer(waiting, Decision::approve, "-");
  ASSERT_EQ(ann.phone.send_answer(waiting.id, made.body).status, 200);
  const auto kept = ann.service.database().read(
      [](db::Read& db) { return db.find_one("SELECT * FROM challenge_answer"); });
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->text("statement"), made.statement);
  EXPECT_EQ(kept->bytes("signature"), made.signature);
  EXPECT_EQ(kept->text("context"), waiting.context);
  EXPECT_TRUE(crypto::is_signed_p256(kept->text("statement"), kept->bytes("signature"),
                                     kept->bytes("public_key")))
      << "whoever has the row can check it";
}

TEST(PocketAnswers, ThatComeAMinuteTooLateForTheBrowserCountForNothing) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ASSERT_EQ(ann.phone.approve(waiting).at("state"), "approved");
  ann.service.clock.advance(std::chrono::seconds{61});
  known.press("I have confirmed, continue");
  EXPECT_FALSE(known.cookies.contains("__Host-sid"));
  EXPECT_THAT(known.text(), HasSubstr("this page came too late for it"));
  known.press("Try again");
  ann.confirm(known);
  EXPECT_EQ(known.path(), "/");
}

TEST(PocketAnswers, AreOverAfterTwoMinutes) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ann.let_expire();
  const Told told = ann.phone.approve(waiting);
  EXPECT_EQ(told.status, 410);
  EXPECT_EQ(told.error(), "challenge_expired");
  EXPECT_FALSE(ann.phone.waiting());
  known.press("I have confirmed, continue");
  EXPECT_THAT(known.text(), HasSubstr("No answer came within two minutes."));
}

}  // namespace
}  // namespace sallyport::testkit
