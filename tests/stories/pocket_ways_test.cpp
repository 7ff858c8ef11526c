// Everywhere that a second factor is asked for, a press on the phone is one; and beside it there is
// always a way without the phone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct PocketWays : testing::Test {
  PocketWays() { ann.link(); }
  /// At the page that lists the ways, while the phone is asked.
  Browser at_the_ways() {
    Browser browser(ann.service);
    static_cast<void>(ann.sign_in_from(browser));
    browser.click("Choose another way");
    return browser;
  }
  PersonWithPhone ann;
};
using M9 = PocketWays;
using M35 = PocketWays;

TEST_F(M9, OnlyWhatIsLinkedIsOfferedAndTheLastUsedFirst) {
  Browser browser = at_the_ways();
  const auto ways = [&] {
    std::vector<std::string> words = browser.link_words();
    std::erase_if(words, [](const std::string& word) {
      return !word.starts_with("Log in") && !word.starts_with("Use ");
    });
    return words;
  };
  EXPECT_THAT(ways(), ElementsAre("Log in by simply pressing one button",
                                  "Use the code that Pocket shows", "Use a recovery code"));
  const Authenticator app = ann.service.enrol_totp(PersonWithPhone::email);
  browser.open("/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  ASSERT_EQ(browser.path(), "/");
  Browser next(ann.service);
  sign_in(next, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(next.path(), "/signin/factor/totp") << "last used";
}

TEST_F(M35, ThePhoneIsEnough) {
  Browser browser(ann.service);
  ann.sign_in_wholly(browser);
  EXPECT_EQ(browser.path(), "/");
  browser.open("/account-security/two-factor");
  EXPECT_THAT(browser.text(), HasSubstr("Pixel 8"));
}

TEST_F(PocketWays, TheCodeThatPocketShowsWorksWithoutAConnectionAndWithdrawsTheRequest) {
  Browser browser = at_the_ways();
  const auto waiting = ann.phone.waiting();
  browser.click("Use the code that Pocket shows");
  EXPECT_EQ(browser.heading(), "Verification code");
  browser.submit({{"code", ann.phone.offline_code()}});
  EXPECT_EQ(browser.path(), "/");
  EXPECT_FALSE(ann.phone.waiting()) << "the card goes";
  const Told told = ann.phone.approve(*waiting, "47");
  EXPECT_EQ(told.error(), "challenge_closed");
  EXPECT_EQ(told.at("state"), "withdrawn");
  Browser again = at_the_ways();
  again.click("Use the code that Pocket shows");
  again.submit({{"code", ann.phone.offline_code()}});
  EXPECT_THAT(again.text(), HasSubstr("it has been used already")) << "each once";
}

TEST_F(PocketWays, TheCodeThatPocketShowsCanBeSwitchedOff) {
  auto settings = test_settings();
  settings.pocket.offline_code = false;
  PersonWithPhone bea(settings);
  bea.link();
  Browser browser(bea.service);
  static_cast<void>(bea.sign_in_from(browser));
  browser.click("Choose another way");
  EXPECT_THAT(browser.text(), Not(HasSubstr("Use the code that Pocket shows")));
  EXPECT_EQ(bea.phone.get("/pocket/api/v1/devices/self").at("policy"),
            R"({"app_lock":"off","offline_code":false})");
}

TEST_F(PocketWays, TheCodeThatPocketShowsIsLimitedLikeAnyCode) {
  Browser browser = at_the_ways();
  browser.open("/signin/factor/pocket_code");
  for (int i = 0; i < 5; ++i) browser.submit({{"code", "000000"}});
  EXPECT_EQ(browser.path(), "/signin") << "five wrong ones and the attempt is over";
  EXPECT_EQ(ann.count("factor_refused"), 5);
}

TEST_F(PocketWays, ARecoveryCodeWithdrawsTheRequestToo) {
  Browser browser = at_the_ways();
  browser.click("Use a recovery code");
  browser.submit({{"code", ann.recovery_codes.front()}});
  EXPECT_EQ(browser.path(), "/");
  EXPECT_FALSE(ann.phone.waiting());
  Browser known = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(known).mode, "press") << "nothing was held against anybody";
}

TEST_F(PocketWays, StepUpWithinASessionIsAPressThatSaysSo) {
  Browser browser = ann.known_browser();
  ann.sign_in_wholly(browser);
  ann.service.clock.advance(std::chrono::minutes{20});
  browser.open("/account-security/two-factor/method");
  ASSERT_EQ(browser.path(), "/confirm");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  EXPECT_EQ(browser.heading(), "Confirm on your phone");
  const auto waiting = ann.phone.waiting();
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->mode, "press");
  EXPECT_THAT(waiting->context, HasSubstr("\"purpose\":\"confirm\""));
  browser.press("I have confirmed, continue");
  EXPECT_EQ(browser.status(), 422);
  ASSERT_EQ(ann.phone.approve(*waiting).status, 200);
  browser.press("I have confirmed, continue");
  EXPECT_EQ(browser.path(), "/account-security/two-factor/method");
}

TEST_F(PocketWays, StepUpThatIsCancelledLeavesTheSession) {
  Browser browser = ann.known_browser();
  ann.sign_in_wholly(browser);
  ann.service.clock.advance(std::chrono::minutes{20});
  browser.open("/account-security/two-factor/method");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  ASSERT_EQ(ann.phone.answer(*ann.phone.waiting(), statement::Decision::cancel).status, 200);
  browser.press("I have confirmed, continue");
  EXPECT_THAT(browser.text(), HasSubstr("This was stopped on your phone"));
  browser.click("Cancel");
  EXPECT_EQ(browser.path(), "/account-security") << "still logged in";
}

TEST_F(PocketWays, StepUpIsAskedAnewLongAfterOneThatCameToNothing) {
  Browser browser = ann.known_browser();
  ann.sign_in_wholly(browser);
  ann.service.clock.advance(std::chrono::minutes{20});
  browser.open("/account-security/two-factor/method");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  browser.click("Choose another way");
  browser.click("Use the code that Pocket shows");
  browser.submit({{"code", ann.phone.offline_code()}});
  ASSERT_EQ(browser.path(), "/account-security/two-factor/method");
  ann.service.clock.advance(std::chrono::minutes{20});
  browser.open("/account-security/two-factor/method");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  browser.click("Choose another way");
  browser.click("Log in by simply pressing one button");
  EXPECT_THAT(browser.text(), Not(HasSubstr("stopped on your phone")));
  ann.confirm(browser);
  EXPECT_EQ(browser.path(), "/account-security/two-factor/method");
}

TEST_F(PocketWays, AForgottenPasswordIsChosenAnewWithAPress) {
  Browser browser(ann.service);
  browser.open("/forgotten");
  browser.submit({{"email", PersonWithPhone::email}});
  browser.open(Service::link_in(ann.service.newest_letter_to(PersonWithPhone::email)));
  browser.submit({});
  ASSERT_EQ(browser.path(), "/password/factor/pocket");
  const auto waiting = ann.phone.waiting();
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->mode, "type2") << "whoever has the mailbox only cannot see the phone";
  const std::string number = number_on(browser);
  Browser thief(ann.service);
  thief.open("/password/factor/pocket");
  EXPECT_EQ(number_on(thief), "");
  ASSERT_EQ(ann.phone.approve(*waiting, number).status, 200);
  browser.press("I have confirmed, continue");
  ASSERT_EQ(browser.path(), "/password/set");
  browser.submit({{"password", "another quiet heron wades"}});
  Browser next = ann.known_browser();
  sign_in(next, PersonWithPhone::email, "another quiet heron wades");
  EXPECT_EQ(next.path(), "/signin/factor/pocket");
}

TEST_F(PocketWays, ThePasswordPagesButtonsWorkWithoutASession) {
  Browser browser(ann.service);
  browser.open("/forgotten");
  browser.submit({{"email", PersonWithPhone::email}});
  browser.open(Service::link_in(ann.service.newest_letter_to(PersonWithPhone::email)));
  browser.submit({});
  ann.let_expire();
  browser.open("/password/factor/pocket");
  browser.press("Try again");
  EXPECT_EQ(browser.path(), "/password/factor/pocket");
  ann.confirm(browser);
  EXPECT_EQ(browser.path(), "/password/set");
}

TEST_F(PocketWays, WithoutThePhoneAPersonIsStillLetIn) {
  Browser browser = at_the_ways();
  const Authenticator app = ann.service.enrol_totp(PersonWithPhone::email);
  browser.open("/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
}

TEST_F(PocketWays, WhoHasNoPhoneIsAskedNothingOfOne) {
  ann.service.add_person("bob@example.com", PersonWithPhone::password);
  const Authenticator app = ann.service.enrol_totp("bob@example.com");
  Browser browser(ann.service);
  sign_in(browser, "bob@example.com", PersonWithPhone::password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.open("/signin/factor/pocket");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
}

}  // namespace
}  // namespace sallyport::testkit
