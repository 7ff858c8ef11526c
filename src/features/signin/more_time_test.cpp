#include "features/signin/more_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

/// Somebody whose password was right and whose code is asked for now.
class TimeToSignIn : public testing::Test {
 protected:
  TimeToSignIn() : app(with_person()), browser(service) {
    testkit::sign_in(browser, email, password);
  }
  testkit::Authenticator with_person() {
    service.add_person(email, password);
    return service.enrol_totp(email);
  }
  std::string left() {
    Browser script = browser;
    script.send(http::Method::get, "/signin/left");
    return script.response().body;
  }
  /// As the script asks for it.
  std::string more() {
    Browser script = browser;
    const std::string token = browser.forms().front().fields.at("form_token");
    script.send(http::Method::post, "/signin/more-time", "form_token=" + token);
    return script.response().body;
  }

  Service service;
  testkit::Authenticator app;
  Browser browser;
};

TEST_F(TimeToSignIn, EveryStepSaysUntilWhen) {
  // 08:00 in UTC is nine o'clock in Amsterdam.
  for (const char* path : {"/signin/factor/totp", "/signin/factor/recovery_code"}) {
    browser.open(path);
    EXPECT_THAT(browser.text(), HasSubstr("You can finish logging in until 09:10.")) << path;
    EXPECT_THAT(browser.html(), HasSubstr("data-seconds=\"600\"")) << path;
  }
  Browser stranger(service);
  stranger.open("/signin");
  EXPECT_THAT(stranger.text(), Not(HasSubstr("finish logging in until")));
  EXPECT_THAT(stranger.html(), Not(HasSubstr("session-end")));
}

TEST_F(TimeToSignIn, OnePressGivesMoreOfItWithoutScript) {
  service.clock.advance(minutes{9});
  browser.press("I need more time", {});
  EXPECT_EQ(browser.path(), "/signin/factor/totp") << "the page that it was pressed on";
  EXPECT_THAT(browser.text(), HasSubstr("until 09:19."));
  service.clock.advance(minutes{9});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
}

TEST_F(TimeToSignIn, LookingHowMuchIsLeftGivesNone) {
  service.clock.advance(minutes{9});
  EXPECT_EQ(left(), "60\n");
  browser.open("/signin/factor/totp");
  EXPECT_EQ(left(), "60\n");
  service.clock.advance(minutes{1});
  EXPECT_EQ(left(), "0\n");
}

TEST_F(TimeToSignIn, CanBeHadAgainTenTimesAndThenIsOver) {
  for (int time = 1; time <= attempt::most_times_more; ++time) {
    service.clock.advance(minutes{9} + std::chrono::seconds{59});
    EXPECT_EQ(more(), "600\n") << time;
  }
  service.clock.advance(minutes{9} + std::chrono::seconds{59});
  EXPECT_EQ(more(), "11\n") << "110 minutes are 110 minutes";
  browser.open("/signin/factor/totp");
  EXPECT_THAT(browser.text(), HasSubstr("You can finish logging in until"));
  EXPECT_THAT(browser.text(), Not(HasSubstr("I need more time")));
  service.clock.advance(std::chrono::seconds{11});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin");
}

TEST_F(TimeToSignIn, GivesNoWrongCodesBack) {
  for (int wrong = 0; wrong < attempt::most_wrong_codes; ++wrong) {
    static_cast<void>(more());
    browser.submit({{"code", app.wrong_code()}});
  }
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(browser.text(), HasSubstr("Logging in took too long, or went wrong too often."));
}

TEST_F(TimeToSignIn, CannotBeHadOnceItIsOver) {
  const std::string token = browser.forms().front().fields.at("form_token");
  service.clock.advance(minutes{10});
  browser.send(http::Method::post, "/signin/more-time", "form_token=" + token);
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(browser.header("Location"), "/signin?because=attempt_over");
}

TEST_F(TimeToSignIn, AfterItOnlyThePasswordIsTypedAgain) {
  Browser deep(service);
  deep.open("/account-security/sessions");
  deep.press("Log in", {{"email", email}, {"password", password}});
  service.clock.advance(minutes{10});
  deep.submit({{"code", app.code_now()}});
  EXPECT_EQ(deep.path(), "/signin");
  EXPECT_EQ(deep.attribute("email", "value"), email);
  deep.press("Log in", {{"password", password}});
  deep.submit({{"code", app.code_now()}});
  EXPECT_EQ(deep.path(), "/account-security/sessions") << "where the person was going (M1)";
}

TEST_F(TimeToSignIn, OnASharedComputerTheAddressIsNotKept) {
  Browser shared(service);
  shared.open("/signin");
  shared.press("Log in", {{"email", email}, {"password", password}, {"shared", "1"}});
  service.clock.advance(minutes{10});
  shared.open("/signin/factor/totp");
  EXPECT_EQ(shared.path(), "/signin");
  EXPECT_THAT(shared.html(), Not(HasSubstr(email)));
}

}  // namespace
}  // namespace sallyport::signin
