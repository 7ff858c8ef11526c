#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/factors/totp/totp_fixture.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(M39, ShowsAQrCodeAfterTheMethodIsClicked) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/code");
  EXPECT_THAT(ann.browser.html(), HasSubstr("<svg viewBox=\"0 0 "));
}

TEST(M40, NamesAppsAsExamples) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text(),
              AllOf(HasSubstr("Duo Mobile"), HasSubstr("Google Authenticator"),
                    HasSubstr("LastPass Authenticator"), HasSubstr("Microsoft Authenticator")));
}

TEST(M41, IsNotActiveBeforeOneCorrectCode) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const auto app = app_given_the_secret(ann.browser, ann.service);
  EXPECT_FALSE(ann.is_on());
  walk_to_qr_code(ann.browser, password);
  ann.browser.press("Activate", {{"code", app.wrong_code()}});
  EXPECT_EQ(ann.browser.status(), 422);
  EXPECT_FALSE(ann.is_on());
  walk_to_qr_code(ann.browser, password);
  ann.browser.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(ann.browser.status(), 200);
  EXPECT_TRUE(ann.is_on());
}

TEST(M42, ShowsTheSecretInGroupsOfFourWithCopy) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text_of("secret"), testing::MatchesRegex("([A-Z2-7]{4} ){7}[A-Z2-7]{4}"));
  EXPECT_THAT(ann.browser.html(), HasSubstr(">Copy</button>"));
}

TEST(M43, LinksTheHelpVideoWhereOneIsSetAndNothingWhereNot) {
  AnnSignedIn without;
  walk_to_qr_code(without.browser, password);
  EXPECT_THAT(without.browser.text(), Not(HasSubstr("video")));

  auto settings = test_settings();
  settings.portal.help_video_url = "https://help.example/video";
  AnnSignedIn ann{settings};
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.link_words(),
              Contains("Watch the video about activating an authenticator app"));
  EXPECT_THAT(ann.browser.html(), HasSubstr("href=\"https://help.example/video\""));
}

TEST(M44, SaysWhatSupportDoesNotCover) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text(),
              HasSubstr("support of Example Operator does not cover activating an external app"));
}

TEST(M45, TheFieldIsNumericIsFilledByPasswordManagersAndTakesSpaces) {
  AnnWithApp ann;
  Browser browser(ann.service);
  ann.service.clock.advance(one_step);
  sign_in(browser, email, password);
  EXPECT_EQ(browser.attribute("code", "inputmode"), "numeric");
  EXPECT_EQ(browser.attribute("code", "autocomplete"), "one-time-code");
  const std::string code = ann.app.code_now();
  browser.submit({{"code", " " + code.substr(0, 3) + "\xC2\xA0" + code.substr(3) + " "}});
  EXPECT_EQ(browser.path(), "/");
}

TEST(M46, AWrongCodeAndAReloadKeepTheSameQrCodeAndSecret) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const std::string secret = ann.browser.text_of("secret");
  const auto app = app_given_the_secret(ann.browser, ann.service);
  ann.browser.press("Activate", {{"code", app.wrong_code()}});
  EXPECT_EQ(ann.browser.text_of("secret"), secret);
  EXPECT_EQ(ann.browser.attribute("code", "value"), "");
  ann.browser.press("Activate", {{"code", "12345"}});
  EXPECT_EQ(ann.browser.status(), 422);
  EXPECT_EQ(ann.browser.text_of("secret"), secret);
  ann.browser.open("/account-security/two-factor/code");
  EXPECT_EQ(ann.browser.text_of("secret"), secret);
}

TEST(M46, AfterActivationEverySignInAsksForPasswordAndCode) {
  AnnWithApp ann;
  ann.service.clock.advance(one_step);
  Browser browser(ann.service);
  sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", ann.app.code_now()}});
  EXPECT_THAT(browser.text(), HasSubstr("Log off"));
}

TEST(M8, TheCodeThatActivatedDoesNotSignIn) {
  AnnWithApp ann;
  Browser browser(ann.service);
  sign_in(browser, email, password, ann.app);  // within the same thirty seconds
  EXPECT_EQ(browser.status(), 422);
  EXPECT_THAT(browser.text(), HasSubstr("has been used already"));
}

TEST(M8, ACodeSignsInOnce) {
  AnnWithApp ann;
  ann.service.clock.advance(one_step);
  Browser first(ann.service);
  sign_in(first, email, password, ann.app);
  EXPECT_EQ(first.path(), "/");
  Browser second(ann.service);
  sign_in(second, email, password, ann.app);
  EXPECT_EQ(second.status(), 422);
}

TEST(M47, RecommendsASmartphoneAndSaysWhy) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text(),
              HasSubstr("We recommend a smartphone, because you then confirm on another device"));
  EXPECT_THAT(ann.browser.text(), HasSubstr("It is not required."));
}

TEST(M48, AcceptsABrowserExtension) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text(),
              HasSubstr("A browser extension for verification codes works too."));
}

TEST(M49, TheQrCodeIsPageContentOnWhiteWithItsQuietZone) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.html(),
              testing::ContainsRegex(
                  "<rect width=\"[0-9]+\" height=\"[0-9]+\" fill=\"#fff\"/><path d=\"M4"));
}

TEST(M53, APasswordManagerFindsFieldsItKnowsAndNothingBlocksPasting) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  EXPECT_EQ(ann.browser.attribute("code", "autocomplete"), "one-time-code");
  for (const char* blocker : {"onpaste", "oncopy", "autocomplete=\"nope\"", "readonly"}) {
    EXPECT_THAT(ann.browser.html(), Not(HasSubstr(blocker))) << blocker;
  }
  EXPECT_THAT(ann.browser.html(),
              HasSubstr("href=\"otpauth://totp/Customer%20Portal:ann%40example.com?secret="));
}

TEST(M59, PointsToTheSystemManager) {
  auto settings = test_settings();
  settings.portal.system_manager = "Kim of the service desk";
  AnnSignedIn ann{settings};
  walk_to_qr_code(ann.browser, password);
  EXPECT_THAT(ann.browser.text(), HasSubstr("Ask Kim of the service desk."));
}

}  // namespace
}  // namespace sallyport::testkit
