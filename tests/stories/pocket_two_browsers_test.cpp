// Somebody else logs in with Ann's password at the same moment as she does: the slot for one
// request at a time, whose answer is for one browser alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct TwoBrowsers : testing::Test {
  TwoBrowsers() { ann.link(); }
  Browser somebody_elses() {
    Browser browser(ann.service);
    browser.sender = "203.0.113.66";
    return browser;
  }
  PersonWithPhone ann;
};

TEST_F(TwoBrowsers, TheSecondIsToldToWaitAndSeesNoNumber) {
  Browser fresh(ann.service);
  const Waiting waiting = ann.sign_in_from(fresh);
  const std::string number = number_on(fresh);
  Browser second = somebody_elses();
  sign_in(second, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(second.path(), "/signin/factor/pocket");
  EXPECT_THAT(second.text(), HasSubstr("Another browser is already waiting for your phone."));
  EXPECT_EQ(number_on(second), "");
  EXPECT_THAT(second.html(),
              AllOf(Not(HasSubstr(">" + number + "<")), Not(HasSubstr(waiting.id)),
                    Not(HasSubstr("data-wait")), Not(HasSubstr("/two-factor/pocket/"))));
  EXPECT_EQ(ann.phone.waiting()->id, waiting.id) << "the first goes on";
  EXPECT_THAT(second.link_words(), testing::Contains("Choose another way"));
}

TEST_F(TwoBrowsers, TheSecondIsToldForHowLong) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ann.service.clock.advance(std::chrono::seconds{75});
  Browser second = somebody_elses();
  sign_in(second, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_THAT(second.text(), HasSubstr("You can try again in 45 seconds."));
  ann.service.clock.advance(std::chrono::seconds{45});
  second.click("Try again");
  EXPECT_TRUE(ann.phone.waiting());
}

TEST_F(TwoBrowsers, MakeTheAccountCarefulForTenMinutes) {
  Browser thief = somebody_elses();
  static_cast<void>(ann.sign_in_from(thief));
  Browser known = ann.known_browser();
  sign_in(known, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_THAT(known.text(), HasSubstr("Another browser is already waiting"));
  ann.let_expire();
  known.click("Try again");
  EXPECT_EQ(ann.phone.waiting()->mode, "type6") << "one press might be for the other one";
  ann.confirm(known);
  EXPECT_EQ(known.path(), "/");
}

TEST_F(TwoBrowsers, OfThemOneIsLetInByThePress) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  Browser second = somebody_elses();
  sign_in(second, PersonWithPhone::email, PersonWithPhone::password);
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(fresh)).status, 200);
  second.send(http::Method::post, "/signin/factor/pocket",
              urlencoded({{"form_token", second.forms().front().fields.at("form_token")}}));
  EXPECT_FALSE(second.cookies.contains("__Host-sid"));
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.path(), "/");
}

TEST_F(TwoBrowsers, AnApprovalIsWorthNothingToAnotherAttempt) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(fresh)).status, 200);
  // The slot is free now, so the thief's attempt begins one of its own.
  Browser thief = somebody_elses();
  sign_in(thief, PersonWithPhone::email, PersonWithPhone::password);
  thief.press("I have confirmed, continue");
  EXPECT_FALSE(thief.cookies.contains("__Host-sid"));
  EXPECT_THAT(thief.text(), HasSubstr("You have not confirmed on your phone yet."));
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.path(), "/");
}

TEST_F(TwoBrowsers, AnApprovalIsUsedOnce) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(fresh)).status, 200);
  Browser copied = fresh;  // with the cookie of the attempt
  fresh.press("I have confirmed, continue");
  ASSERT_EQ(fresh.path(), "/");
  copied.press("I have confirmed, continue");
  EXPECT_FALSE(copied.cookies.contains("__Host-sid"));
  EXPECT_EQ(ann.count("signed_in"), 2) << "the first, before there was a phone, and this one";
}

TEST_F(TwoBrowsers, ReportFreesTheSlotAndStopsTheThief) {
  Browser thief = somebody_elses();
  const Waiting waiting = ann.sign_in_from(thief);
  ASSERT_EQ(ann.phone.answer(waiting, Decision::report).status, 200);
  thief.open("/signin/factor/pocket");
  EXPECT_EQ(thief.path(), "/signin");
  sign_in(thief, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(thief.path(), "/signin/password") << "no more requests by that password";
  EXPECT_FALSE(ann.phone.waiting());
}

TEST_F(TwoBrowsers, OneWithAStolenAttemptStillNeedsItsNumber) {
  // Both tabs of one browser show the same request; it is one attempt.
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  Browser tab = fresh;
  tab.open("/signin/factor/pocket");
  EXPECT_EQ(number_on(tab), number_on(fresh));
}

TEST_F(TwoBrowsers, OfTheSameKnownBrowserTheNewerTabIsAsked) {
  Browser known = ann.known_browser();
  const Waiting first = ann.sign_in_from(known);
  Browser other_window = ann.known_browser();
  const Waiting second = ann.sign_in_from(other_window);
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(second.mode, "press");
  EXPECT_EQ(ann.phone.approve(first).error(), "challenge_closed");
  known.open("/signin/factor/pocket");
  EXPECT_THAT(known.text(), HasSubstr("Another browser is already waiting"))
      << "and does not take it back by a reload";
  ASSERT_EQ(ann.phone.approve(second).status, 200);
  other_window.press("I have confirmed, continue");
  EXPECT_EQ(other_window.path(), "/");
}

}  // namespace
}  // namespace sallyport::testkit
