#include "features/signin/start.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

TEST(M1, TheAddressOfThePortalShowsTheSignInPageAndThenHome) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);

  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_EQ(browser.heading(), "Log in");

  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.path(), "/");
  EXPECT_EQ(browser.status(), 200);
}

TEST(M1, ADeepLinkLeadsBackToExactlyItsPathAndQuery) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);

  browser.open("/account-security?part=a%20b&also=x:y,z");
  ASSERT_EQ(browser.path(), "/signin");
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.path(), "/account-security");
  EXPECT_EQ(browser.query(), "part=a%20b&also=x:y,z");
}

TEST(M1, ADeepLinkSurvivesAWrongPasswordACodeAndTheChooser) {
  Service service;
  service.add_person(email, password);
  service.add_contact(service.add_organisation("Second BV"), email);
  const auto app = service.enrol_totp(email);
  Browser browser(service);

  browser.open("/account-security?x=1");
  browser.submit({{"email", email}, {"password", "not the password"}});
  browser.submit({{"email", email}, {"password", password}});
  ASSERT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  ASSERT_EQ(browser.path(), "/organisation");
  browser.press("Second BV");
  EXPECT_EQ(browser.path(), "/account-security");
  EXPECT_EQ(browser.query(), "x=1");

  browser.open("/organisation");
  browser.press("Second BV Selected now");
  EXPECT_EQ(browser.path(), "/") << "a place that was reached is not gone to again";
}

TEST(M1, EachTabGoesOnToWhereItWasGoing) {
  Service service;
  service.add_person(email, password);
  Browser first(service);
  first.open("/account-security?tab=1");
  Browser second = first;
  second.open("/account-security?tab=2");

  first.cookies = second.cookies;  // two tabs of one browser
  first.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(first.query(), "tab=1");
}

TEST(M1, AskingForHomeForgetsWhereAnEarlierVisitWasGoing) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.open("/account-security");
  browser.open("/");
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.path(), "/");
}

TEST(M1, ASignInLeadsNowhereOutsideThePortal) {
  Service service;
  service.add_person(email, password);
  for (const std::string elsewhere : {"https://elsewhere.example/", "//elsewhere.example/",
                                      "/\\elsewhere.example", "javascript:alert(1)"}) {
    Browser browser(service);
    browser.open("/signin");
    browser.submit({{"email", email}, {"password", password}, {"return_to", elsewhere}});
    EXPECT_EQ(browser.path(), "/") << elsewhere;
  }
}

TEST(M1, SomebodySignedInIsNotAskedAgain) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.open("/signin");
  EXPECT_EQ(browser.path(), "/");
}

TEST(M2, TheFieldsAreNamedAndKnownToPasswordManagers) {
  Service service;
  Browser browser(service);
  browser.open("/signin");
  EXPECT_THAT(browser.text(), HasSubstr("Email address"));
  EXPECT_THAT(browser.text(), HasSubstr("Password"));
  EXPECT_EQ(browser.attribute("email", "autocomplete"), "username");
  EXPECT_EQ(browser.attribute("email", "type"), "email");
  EXPECT_EQ(browser.attribute("password", "autocomplete"), "current-password");
  EXPECT_EQ(browser.attribute("password", "type"), "password");
}

TEST(M3, ThePageSaysWhichPasswordIsMeant) {
  Service service;
  Browser browser(service);
  browser.open("/signin");
  EXPECT_THAT(browser.text(),
              HasSubstr("Use the password of Customer Portal, not the one of the environment."));
}

TEST(M11, ThePageSaysThatDataIsExtraProtected) {
  Service service;
  Browser browser(service);
  browser.open("/signin");
  EXPECT_THAT(browser.text(), HasSubstr("Your data is extra protected"));
}

TEST(Start, SaysKindlyWhyOnlyInWordsOfOurs) {
  Service service;
  Browser browser(service);
  browser.open("/signin?because=logged_off");
  EXPECT_THAT(browser.text(), HasSubstr("You are logged off."));
  browser.open("/signin?because=Call+0900-1234+now");
  EXPECT_THAT(browser.text(), Not(HasSubstr("0900")));
}

TEST(Start, OpeningThePageWritesNothing) {
  Service service;
  Browser browser(service);
  browser.open("/account-security?x=1");
  EXPECT_THAT(service.audit(), testing::IsEmpty());
}

TEST(Start, InMidSignInThePageLeadsToTheNextStep) {
  Service service;
  service.add_person(email, password);
  service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.open("/signin");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
}

TEST(Start, SpeaksDutch) {
  Service service;
  Browser browser(service, "nl");
  browser.open("/signin");
  EXPECT_EQ(browser.heading(), "Inloggen");
  EXPECT_THAT(browser.html(), HasSubstr("lang=\"nl\""));
}

}  // namespace
}  // namespace sallyport::signin
