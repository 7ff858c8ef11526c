#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/factors/totp/totp_fixture.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(Activation, AQrCodeThatIsTooOldIsReplacedByANewOne) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const std::string secret = ann.browser.text_of("secret");
  const auto app = app_given_the_secret(ann.browser, ann.service);
  ann.service.clock.advance(std::chrono::minutes{11});
  ann.browser.press("Activate", {{"code", app.code_now()}});
  ann.browser.press("Verify", {{"password", password}});  // the proof is too old as well
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/code");
  EXPECT_NE(ann.browser.text_of("secret"), secret);
  EXPECT_FALSE(ann.is_on());
}

TEST(Activation, EndsOtherSessionsThatLackedTheFactorAndGivesThisOneANewToken) {
  AnnSignedIn ann;
  Browser other(ann.service);
  sign_in(other, email, password);
  const std::string before = ann.browser.cookies.at("__Host-sid");
  static_cast<void>(activate_app(ann.browser, ann.service, password));
  EXPECT_NE(ann.browser.cookies.at("__Host-sid"), before);
  EXPECT_TRUE(ann.is_on());

  other.open("/account-security");
  EXPECT_EQ(other.path(), "/signin");
  Browser thief(ann.service);
  thief.cookies["__Host-sid"] = before;
  thief.open("/account-security");
  EXPECT_EQ(thief.path(), "/signin");
}

TEST(Activation, OfASecondAppLeavesOtherSessionsAndRecoveryCodesAlone) {
  AnnWithApp ann;
  ann.service.clock.advance(one_step);
  Browser other(ann.service);
  sign_in(other, email, password, ann.app);
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Add another");
  ann.browser.click("Log in with a verification code");
  const auto second = app_given_the_secret(ann.browser, ann.service);
  ann.browser.press("Activate", {{"code", second.code_now()}, {"name", ""}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("Authenticator app 2"));
  other.open("/account-security");
  EXPECT_EQ(other.path(), "/account-security");

  ann.service.clock.advance(one_step);
  Browser third(ann.service);
  sign_in(third, email, password, second);
  EXPECT_EQ(third.path(), "/");
}

TEST(Activation, SendsAnEmailAndIsRecorded) {
  AnnWithApp ann;
  const auto letter = ann.service.newest_letter_to(email);
  EXPECT_EQ(letter.subject, "Two-factor authentication: something was added");
  EXPECT_THAT(letter.text, AllOf(HasSubstr("“Authenticator app” was activated"),
                                 HasSubstr("15 January 2027"), HasSubstr("This was not me")));
  EXPECT_THAT(ann.service.audit(),
              AllOf(Contains("authenticator_added"), Contains("recovery_codes_made")));
}

TEST(Activation, SentTwiceHappensOnce) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const auto app = app_given_the_secret(ann.browser, ann.service);
  const Browser before = ann.browser;
  Browser again = before;
  ann.browser.press("Activate", {{"code", app.code_now()}});
  again.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(again.path(), "/signin");
  const auto apps = ann.service.database().read([](db::Read& db) {
    return db.find_one("SELECT COUNT(*) AS apps FROM authenticator")->integer("apps");
  });
  EXPECT_EQ(apps, 1);
}

TEST(Activation, BelongsToTheSessionThatWasShownTheQrCode) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const auto app = app_given_the_secret(ann.browser, ann.service);
  Browser other(ann.service);
  sign_in(other, email, password);
  walk_to_qr_code(other, password);
  EXPECT_NE(other.text_of("secret"), ann.browser.text_of("secret"));
  other.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(other.status(), 422);
}

TEST(Activation, TakesANameAndKeepsItWhenTheCodeWasWrong) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const auto app = app_given_the_secret(ann.browser, ann.service);
  ann.browser.press("Activate", {{"code", app.wrong_code()}, {"name", "<b>Pixel</b>"}});
  EXPECT_EQ(ann.browser.attribute("name", "value"), "<b>Pixel</b>");
  EXPECT_THAT(ann.browser.html(), Not(HasSubstr("<b>Pixel")));
  ann.browser.press("Activate", {{"code", app.code_now()}, {"name", "<b>Pixel</b>"}});
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("<b>Pixel</b>"));
}

TEST(Activation, RefusesFieldsThatThePageDoesNotSend) {
  AnnSignedIn ann;
  walk_to_qr_code(ann.browser, password);
  const auto app = app_given_the_secret(ann.browser, ann.service);
  const std::string token = ann.browser.forms().back().fields.at("form_token");
  const auto send = [&](Fields fields) {
    fields["form_token"] = token;
    return ann.browser
        .send(http::Method::post, "/account-security/two-factor/code", urlencoded(fields))
        .status;
  };
  EXPECT_EQ(send({{"code", app.code_now()}, {"secret", "AAAA"}}), 400);
  EXPECT_EQ(send({{"name", "x"}}), 400);
  EXPECT_FALSE(ann.is_on());
}

}  // namespace
}  // namespace sallyport::testkit
