// What a browser is told when its question came to nothing, and where its person goes from there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::HasSubstr;
using testing::Not;

struct Stopped : testing::Test {
  Stopped() { ann.link(); }
  void suspend() {
    ann.service.database().write([](db::Write& db) {
      db.change("UPDATE device SET state = 'suspended' WHERE state = 'active'");
    });
  }
  PersonWithPhone ann;
};

TEST_F(Stopped, ABrowserWhoseRequestWasReportedIsToldThatAndNoMore) {
  Browser thief(ann.service);
  const Waiting waiting = ann.sign_in_from(thief);
  ASSERT_EQ(ann.phone.answer(waiting, Decision::report).status, 200);
  thief.open("/signin/factor/pocket");
  EXPECT_EQ(thief.path(), "/signin");
  EXPECT_EQ(thief.query(), "because=reported");
  EXPECT_THAT(thief.text(), HasSubstr("This was reported on your phone."));
}

TEST_F(Stopped, ABrowserWhoseRequestWasCancelledIsToldThat) {
  Browser fresh(ann.service);
  const Waiting waiting = ann.sign_in_from(fresh);
  EXPECT_THAT(fresh.html(), HasSubstr("data-over=\"/signin?because=stopped\""));
  ASSERT_EQ(ann.phone.answer(waiting, Decision::cancel).status, 200);
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.query(), "because=stopped");
}

TEST_F(Stopped, WithinASessionCancelLeadsBackAndNotToLoggingIn) {
  ann.service.clock.advance(std::chrono::minutes{6});  // the proofs are no longer fresh
  ann.browser.open("/account-security/two-factor/pocket");
  ann.browser.press("Verify", {{"password", PersonWithPhone::password}});
  ASSERT_THAT(ann.browser.html(), HasSubstr("data-wait"));
  EXPECT_THAT(ann.browser.html(), HasSubstr("data-over=\"/account-security\""));
}

TEST_F(Stopped, APageWhosePlaceAnotherTookSaysSo) {
  Browser first = ann.known_browser();
  static_cast<void>(ann.sign_in_from(first));
  Browser second = ann.known_browser();
  static_cast<void>(ann.sign_in_from(second));
  ann.let_expire();
  first.open("/signin/factor/pocket");
  EXPECT_THAT(first.text(), HasSubstr("another page of this browser asked instead"));
  EXPECT_THAT(first.text(), Not(HasSubstr("the number was another one")));
  first.press("Try again");
  EXPECT_TRUE(ann.phone.waiting());
}

TEST_F(Stopped, ARightCodeEndsWhatWasCountedAgainstOthers) {
  const Authenticator app = ann.service.enrol_totp(PersonWithPhone::email);
  Browser known = ann.known_browser();
  ASSERT_EQ(ann.phone.answer(ann.sign_in_from(known), Decision::cancel).status, 200);
  ann.service.clock.advance(std::chrono::minutes{1});
  Browser again = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(again).mode, "type6");
  again.open("/signin/factor/totp");
  again.submit({{"code", app.code_now()}});
  ASSERT_EQ(again.path(), "/");
  Browser next(ann.service);
  next.cookies["__Host-known"] = again.cookies.at("__Host-known");
  sign_in(next, PersonWithPhone::email, PersonWithPhone::password);
  next.open("/signin/factor/pocket");  // the code was the last way, so it is offered first
  ASSERT_TRUE(ann.phone.waiting());
  EXPECT_EQ(ann.phone.waiting()->mode, "press");
}

TEST_F(Stopped, NothingIsBegunAgainWithoutAPhoneThatCouldConfirm) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ann.let_expire();
  fresh.open("/signin/factor/pocket");
  const auto begun = ann.count("challenge_begun");
  suspend();
  fresh.press("Try again");
  EXPECT_EQ(ann.count("challenge_begun"), begun);
}

}  // namespace
}  // namespace sallyport::testkit
