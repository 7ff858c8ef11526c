#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/account_security/account_security_fixture.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(M22, LeadsFromTheNameMenuToActivation) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.click("Account security");
  EXPECT_EQ(ann.browser.heading(), "Account security");
  ann.browser.click("Two-factor authentication");
  ann.browser.press("Activate");
  EXPECT_EQ(ann.browser.path(), "/confirm");
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");
}

TEST(M23, AWrongPasswordStaysOnThisStepAndTheMethodsDoNotShow) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor");
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", "wrong"}});
  EXPECT_EQ(ann.browser.status(), 422);
  EXPECT_EQ(ann.browser.attribute("password", "type"), "password");
  EXPECT_EQ(ann.browser.attribute("password", "value"), "");
  EXPECT_THAT(ann.browser.text(), Not(HasSubstr("Log in with a verification code")));
  ann.browser.open("/account-security/two-factor/code");
  EXPECT_EQ(ann.browser.path(), "/confirm");

  ann.browser.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/code");
}

TEST(M24, OffersTheVerificationCodeAsAMethodToClick) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor/method");
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_THAT(ann.browser.link_words(),
              Contains(testing::StartsWith("Log in with a verification code")));
}

TEST(M25, ShowsWhetherItIsOnWithWhichAppsSinceWhenAndLastUsed) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security");
  EXPECT_THAT(ann.browser.text(), HasSubstr("Two-factor authentication Off"));

  const auto app = activate_app(ann.browser, ann.service, password);
  ann.browser.open("/account-security");
  EXPECT_THAT(ann.browser.text(),
              AllOf(HasSubstr("Two-factor authentication On"), HasSubstr("Authenticator app"),
                    HasSubstr("Since 15 January 2027."), HasSubstr("Not used yet."),
                    HasSubstr("10 codes left.")));

  ann.service.clock.advance(std::chrono::days{1});
  sign_in(ann.browser, email, password, app);
  ann.browser.open("/account-security");
  EXPECT_THAT(ann.browser.text(), HasSubstr("Last used on 16 January 2027."));
}

TEST(M26, ActivationIsPossibleBeforeTheDate) {
  AnnBeforeTheDate ann{required_from(2027, 3, 1)};
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("Required from 1 March 2027. 45 days left."));
  static_cast<void>(activate_app(ann.browser, ann.service, password));
  EXPECT_EQ(ann.browser.status(), 200);
  EXPECT_THAT(ann.browser.text(), HasSubstr("Two-factor authentication is on."));
}

TEST(M27, M28ListsThePreparationsBeforeTheButton) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor");
  const std::string& text = ann.browser.text();
  EXPECT_LT(text.find("Have your smartphone near you."), text.rfind("Activate"));
  EXPECT_LT(text.find("Have Pocket installed on it, version 1.6.78 or higher"),
            text.rfind("Activate"));
  for (const char* app : {"Duo Mobile", "Google Authenticator", "LastPass Authenticator",
                          "Microsoft Authenticator"}) {
    EXPECT_LT(text.find(app), text.rfind("Activate")) << app;
  }
}

TEST(M11, SaysWhy) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("your data is extra protected"));
}

TEST(M12, RecommendsASmartphoneAndNamesWhatWorksWithoutOne) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), AllOf(HasSubstr("No smartphone? We recommend one"),
                                        HasSubstr("A browser extension or a password manager")));
}

TEST(M5, BeforeTheDateAPasswordAloneLetsIn) {
  AnnBeforeTheDate ann{required_from(2027, 1, 16)};
  sign_in(ann.browser, email, password);
  EXPECT_EQ(ann.browser.path(), "/");
}

TEST(M4, OnTheDayASessionWithoutAFactorIsLedToActivation) {
  AnnBeforeTheDate ann{required_from(2027, 1, 16)};
  ann.service.clock.set(at_unix_seconds(1'800'054'000 - 60));  // 23:59 in Amsterdam
  sign_in(ann.browser, email, password);
  EXPECT_EQ(ann.browser.path(), "/");
  ann.service.clock.advance(std::chrono::minutes{1});
  ann.browser.open("/");
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
}

TEST(M10, OnTheDateSomebodyWithoutAFactorIsLedThroughActivationToWhereTheyWereGoing) {
  AnnOnTheDate ann;
  ann.browser.open("/account-security/sessions");
  ann.browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("One step before you go on"));
  for (const char* path : {"/", "/account-security", "/account-security/sessions"}) {
    ann.browser.open(path);
    EXPECT_EQ(ann.browser.path(), "/account-security/two-factor") << path;
  }

  ann.browser.press("Activate");
  ann.prove();
  ann.browser.click("Log in with a verification code");
  const auto app = app_given_the_secret(ann.browser, ann.service);
  ann.browser.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(recovery_codes_on(ann.browser).size(), 10U);
  ann.browser.click("I have kept them, continue");
  EXPECT_EQ(ann.browser.path(), "/account-security/sessions");
}

TEST(M10, OnTheDateAPasswordAloneDoesNotActivate) {
  AnnOnTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.browser.path(), "/confirm");
  EXPECT_EQ(ann.browser.heading(), "Confirm your email address");
  ann.browser.open("/account-security/two-factor/code");
  EXPECT_EQ(ann.browser.path(), "/confirm");
}

TEST(M10, WhoCannotActivateNowCanLogOff) {
  AnnOnTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.press("Not now, log off");
  ann.browser.open("/account-security/two-factor");
  EXPECT_EQ(ann.browser.path(), "/signin");
}

}  // namespace
}  // namespace sallyport::testkit
