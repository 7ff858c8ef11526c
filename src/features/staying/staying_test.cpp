#include "features/staying/staying.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::staying {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

class StayingLoggedIn : public testing::Test {
 protected:
  StayingLoggedIn() : browser(service) {
    service.add_person(email, password);
    testkit::sign_in(browser, email, password);
  }
  std::string left() {
    browser.send(http::Method::get, "/session/left");
    return browser.response().body;
  }
  std::string stay(const std::string& token) {
    browser.send(http::Method::post, "/session/stay", "form_token=" + token);
    return browser.response().body;
  }
  std::string token() { return browser.forms().front().fields.at("form_token"); }

  Service service;
  Browser browser;
};

TEST_F(StayingLoggedIn, EveryPageSaysUntilWhen) {
  // 08:00 in UTC is nine o'clock in Amsterdam, and sessions idle for half an hour.
  EXPECT_THAT(browser.text(), HasSubstr("Without another click you stay logged in until 09:30."));
  EXPECT_THAT(browser.html(), HasSubstr("datetime=\"2027-01-15T08:30:00Z\""));
  EXPECT_THAT(browser.html(), HasSubstr("data-seconds=\"1800\""));
  Browser stranger(service);
  stranger.open("/signin");
  EXPECT_THAT(stranger.text(), Not(HasSubstr("logged in until")));
  EXPECT_THAT(stranger.html(), Not(HasSubstr("session-end")));
}

TEST_F(StayingLoggedIn, LookingHowLongDoesNotMakeTheSessionLast) {
  EXPECT_EQ(left(), "1800\n");
  service.clock.advance(std::chrono::minutes{20});
  EXPECT_EQ(left(), "600\n");
  service.clock.advance(std::chrono::minutes{11});
  EXPECT_EQ(left(), "0\n");
}

TEST_F(StayingLoggedIn, AskingToStayMakesItLastAgain) {
  const std::string own = token();
  service.clock.advance(std::chrono::minutes{29});
  EXPECT_EQ(stay(own), "1800\n");
  service.clock.advance(std::chrono::minutes{29});
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/account-security");
}

TEST_F(StayingLoggedIn, NoAskingMakesItLastBeyondTheDay) {
  const std::string own = token();
  for (int i = 0; i < 24; ++i) {
    service.clock.advance(std::chrono::minutes{29});
    static_cast<void>(stay(own));
  }
  service.clock.advance(std::chrono::minutes{20});
  EXPECT_EQ(left(), std::to_string((12 * 60 - 24 * 29 - 20) * 60) + "\n");
  EXPECT_EQ(stay(own), left()) << "twelve hours are twelve hours";
}

TEST_F(StayingLoggedIn, OnASharedComputerEveryPageSaysTheHourAtWhichItReallyEnds) {
  Browser shared(service);
  shared.open("/signin");
  shared.press("Log in", {{"email", email}, {"password", password}, {"shared", "1"}});
  EXPECT_THAT(shared.html(), HasSubstr("data-seconds=\"1800\""));
  service.clock.advance(std::chrono::minutes{29});
  shared.open("/account-security");
  EXPECT_THAT(shared.html(), HasSubstr("data-seconds=\"1800\""));
  service.clock.advance(std::chrono::minutes{21});
  shared.open("/account-security");
  EXPECT_THAT(shared.text(), HasSubstr("you stay logged in until 10:00."));
  EXPECT_THAT(shared.html(), HasSubstr("data-seconds=\"600\""));
  shared.send(http::Method::get, "/session/left");
  EXPECT_EQ(shared.response().body, "600\n");
  service.clock.advance(std::chrono::minutes{10});
  shared.open("/account-security");
  EXPECT_EQ(shared.path(), "/signin");
}

TEST_F(StayingLoggedIn, AnotherSiteCannotMakeItLast) {
  service.clock.advance(std::chrono::minutes{29});
  EXPECT_THAT(stay("AAAA"), HasSubstr("<h1>"));
  EXPECT_EQ(browser.status(), 403);
  EXPECT_EQ(left(), "60\n");
}

TEST_F(StayingLoggedIn, WhatWasTypedIsShownWhenTheSessionEndedMeanwhile) {
  const auto app = service.enrol_totp(email);
  Browser here(service);
  testkit::sign_in(here, email, password, app);
  here.open("/account-security/two-factor");
  here.click("Change Authenticator app");
  service.clock.advance(std::chrono::minutes{31});
  here.submit({{"name", "<b>My \"telephone\""}});
  EXPECT_EQ(here.status(), 403);
  EXPECT_EQ(here.heading(), "You were logged off");
  EXPECT_THAT(here.text(), HasSubstr("<b>My \"telephone\""));
  EXPECT_THAT(here.html(), Not(HasSubstr("<b>My")));
  here.click("Log in");
  EXPECT_EQ(here.path(), "/signin");
}

TEST_F(StayingLoggedIn, NeitherAPasswordNorAStrangersWordsAreShown) {
  browser.open("/account-security/password");
  service.clock.advance(std::chrono::minutes{31});
  browser.submit({{"current_password", password}, {"password", "seven quiet herons wade"}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(browser.html(), Not(HasSubstr("herons")));
  EXPECT_THAT(browser.html(), Not(HasSubstr(password)));
  // A form that another site filled in has no token of ours.
  browser.send(http::Method::post, "/account-security/two-factor/rename",
               "form_token=AAAA&authenticator=x&name=Win+a+prize");
  EXPECT_THAT(browser.html(), Not(HasSubstr("prize")));
}

}  // namespace
}  // namespace sallyport::staying
