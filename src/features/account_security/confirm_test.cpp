#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/account_security/account_security_fixture.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;

TEST(M23, GuessingThePasswordWithinASessionPauses) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor/method");
  for (int i = 0; i < 10; ++i) ann.browser.press("Verify", {{"password", "wrong"}});
  EXPECT_EQ(ann.browser.status(), 422);
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.browser.status(), 429);
  ann.service.clock.advance(std::chrono::minutes{16});
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");
}

TEST(MailedCode, WhoseReaderDidNotAskForItIsEndedWithItsLink) {
  AnnOnTheDate ann;
  Browser thief(ann.service);
  sign_in(thief, email, password);
  thief.press("Activate");
  thief.press("Verify", {{"password", password}});
  thief.press("Send the code");
  const mail::Letter letter = ann.service.newest_letter_to(email);
  for (const std::string& part : {letter.text, letter.html}) {
    EXPECT_THAT(part, HasSubstr("This was not me"));
    EXPECT_THAT(part, HasSubstr("/not-me/"));
  }
  ann.browser.open(Service::link_in(letter));
  EXPECT_THAT(ann.browser.text(), HasSubstr("A code was asked for"));
  ann.browser.press("This was not me");
  thief.open("/account-security/two-factor");
  EXPECT_EQ(thief.path(), "/signin") << "everybody is logged off";
  sign_in(thief, email, password);
  EXPECT_EQ(thief.status(), 422) << "the password no longer works";
}

TEST(MailedCode, CountsOnceAndForThirtyMinutes) {
  AnnOnTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", password}});
  ann.browser.press("Send the code");
  const std::string code = code_mailed_to(ann.service, email);
  ann.service.clock.advance(std::chrono::minutes{29});
  ann.browser.open("/confirm?for=factors&to=%2Faccount-security%2Ftwo-factor%2Fmethod");
  ann.browser.press("Verify", {{"password", password}});
  const auto form = ann.browser.forms();
  ann.browser.press("Verify", {{"code", code}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");

  ann.service.clock.advance(std::chrono::minutes{5});
  ann.browser.open("/account-security/two-factor/method");
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_THAT(ann.browser.text(), HasSubstr("Send the code"));  // the one from before was used up
}

TEST(MailedCode, StopsWorkingAfterFiveWrongOnes) {
  AnnOnTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", password}});
  ann.browser.press("Send the code");
  const std::string right = code_mailed_to(ann.service, email);
  const std::string wrong = right == "0000 0000" ? "0000 0001" : "0000 0000";
  for (int i = 0; i < 5; ++i) {
    ann.browser.press("Verify", {{"code", wrong}});
    EXPECT_EQ(ann.browser.status(), 422);
  }
  // The form is gone from the page; a request of one's own finds the code dead too.
  EXPECT_THAT(ann.browser.text(), HasSubstr("Send the code"));
}

TEST(MailedCode, ThreeAreSentInAnHourAndNoMore) {
  AnnOnTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", password}});
  ann.browser.press("Send the code");
  ann.browser.press("Send a new code");
  ann.browser.press("Send a new code");
  ann.browser.press("Send a new code");
  EXPECT_EQ(ann.browser.status(), 429);
  ann.browser.press("Verify", {{"code", code_mailed_to(ann.service, email)}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");
}

TEST(StepUp, AsksForPasswordAndFactorBeforeFactorsChangeAndAgainAfterFiveMinutes) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  const auto app = activate_app(ann.browser, ann.service, password);
  ann.service.clock.advance(std::chrono::minutes{6});
  ann.browser.open("/account-security/two-factor/method");
  EXPECT_EQ(ann.browser.path(), "/confirm");
  confirm_with(ann.browser, ann.service, password, app);
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");
  ann.service.clock.advance(std::chrono::minutes{5});
  ann.browser.open("/account-security/two-factor/method");
  EXPECT_EQ(ann.browser.path(), "/confirm");
}

TEST(StepUp, TheLanguageCanBeChangedAfterAWrongAnswer) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor/method");
  ann.browser.press("Verify", {{"password", "wrong"}});
  ann.browser.press("Nederlands");
  EXPECT_EQ(ann.browser.path(), "/confirm");
  ann.browser.press("Controleren", {{"password", password}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor/method");
}

TEST(StepUp, SigningInDoesNotCountAsProvingAgain) {
  AnnBeforeTheDate ann;
  const auto app = ann.service.enrol_totp(email);
  sign_in(ann.browser, email, password, app);
  ann.browser.open("/account-security/two-factor/method");
  EXPECT_EQ(ann.browser.path(), "/confirm");
}

TEST(StepUp, LeadsNowhereButToPagesOfOurs) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  for (const char* to :
       {"//evil.example", "https%3A%2F%2Fevil.example", "", "%2F%2Fevil.example"}) {
    ann.browser.open(std::string{"/confirm?for=recent&to="} + to);
    if (ann.browser.path() == "/confirm") ann.browser.press("Verify", {{"password", password}});
    EXPECT_EQ(ann.browser.path(), "/account-security") << to;
  }
}

TEST(StepUp, RefusesFieldsThatThePageDoesNotSend) {
  AnnBeforeTheDate ann;
  sign_in(ann.browser, email, password);
  ann.browser.open("/account-security/two-factor/method");
  const std::string token = ann.browser.forms().back().fields.at("form_token");
  const auto send = [&](const Fields& fields) {
    return ann.browser
        .send(http::Method::post, "/confirm/password?for=factors&to=%2F", urlencoded(fields))
        .status;
  };
  EXPECT_EQ(send({{"form_token", token}, {"password", password}, {"level", "2"}}), 400);
  EXPECT_EQ(send({{"form_token", token}}), 400);
  EXPECT_EQ(send({{"password", password}}), 403);
  ann.browser.open("/account-security/two-factor/method");
  EXPECT_EQ(ann.browser.path(), "/confirm");
}

TEST(StepUp, RefusesFieldsThatTheFactorDoesNotAskFor) {
  AnnBeforeTheDate ann;
  const auto app = ann.service.enrol_totp(email);
  sign_in(ann.browser, email, password, app);
  ann.browser.open("/account-security/two-factor/method");
  ann.browser.press("Verify", {{"password", password}});
  ann.service.clock.advance(std::chrono::seconds{30});
  const std::string token = ann.browser.forms().back().fields.at("form_token");
  const auto send = [&](const Fields& fields) {
    return ann.browser
        .send(http::Method::post, "/confirm/factor/totp?for=factors&to=%2F", urlencoded(fields))
        .status;
  };
  const std::string code = app.code_now();
  EXPECT_EQ(send({{"form_token", token}, {"code", code}, {"level", "2"}}), 400);
  EXPECT_EQ(send({{"form_token", token}}), 400);
  EXPECT_EQ(send({{"form_token", token}, {"code", code}}), 303) << "nothing was spent before";
}

}  // namespace
}  // namespace sallyport::testkit
