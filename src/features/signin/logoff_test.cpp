#include "features/signin/logoff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

TEST(M19, TheNameAndTheOrganisationStandOnEveryPage) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  for (const char* path : {"/", "/account-security"}) {
    browser.open(path);
    EXPECT_THAT(browser.html(), HasSubstr("<span class=\"person\">Ann Bakker</span>")) << path;
    EXPECT_THAT(browser.text(), HasSubstr("Example BV")) << path;
  }
}

TEST(M20, LogOffEndsTheSessionOnTheServer) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  Browser copied = browser;
  browser.follows = false;
  browser.press("Log off");
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(browser.header("Clear-Site-Data"), "\"cache\"");
  EXPECT_EQ(browser.header("Location"), "/signin?because=logged_off");
  EXPECT_FALSE(browser.cookies.contains("__Host-sid"));
  EXPECT_THAT(service.audit(), Contains("signed_off"));

  copied.open("/");
  EXPECT_EQ(copied.path(), "/signin") << "a copied cookie shows nothing";
  browser.follows = true;
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin") << "nor does the back button";
}

TEST(M20, NoPageMayBeKeptByTheBrowser) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.header("Cache-Control"), "no-store");
}

TEST(M21, TheMenuHoldsWhatIsPromised) {
  Service service;
  service.add_person(email, password);
  service.add_contact(service.add_organisation("Second BV"), email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Second BV");
  for (const char* words : {"Account security", "Select organisation", "Log off"}) {
    EXPECT_THAT(browser.text(), HasSubstr(words));
  }
  browser.click("Account security");
  EXPECT_EQ(browser.path(), "/account-security");
}

TEST(Logoff, WorksWhenTheSessionIsOverAlready) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  service.clock.advance(std::chrono::hours{24});
  browser.press("Log off");
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_EQ(browser.status(), 200);
}

TEST(Logoff, AnotherSiteCannotLogAnybodyOff) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  const std::string token = browser.forms().front().fields.at("form_token");

  Browser forged = browser;
  forged.headers["origin"] = "https://elsewhere.example";
  forged.send(http::Method::post, "/logoff", "form_token=" + token);
  EXPECT_EQ(forged.status(), 403);
  Browser without_token = browser;
  without_token.send(http::Method::post, "/logoff", "");
  EXPECT_EQ(without_token.status(), 403);

  // A browser sends a foreign form without our cookies (SameSite): then it may not lose them
  // either.
  Browser without_cookies(service);
  without_cookies.headers["origin"] = "https://elsewhere.example";
  without_cookies.send(http::Method::post, "/logoff", "");
  EXPECT_EQ(without_cookies.header("Set-Cookie"), "");
  EXPECT_EQ(without_cookies.header("Clear-Site-Data"), "");

  browser.open("/");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(service.audit(), Not(Contains("signed_off")));
}

TEST(Logoff, ItsAddressAsksAndChangesNothing) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.open("/logoff");
  EXPECT_EQ(browser.heading(), "Log off");
  EXPECT_THAT(service.audit(), Not(Contains("signed_off")));
  browser.press("Log off");
  EXPECT_THAT(browser.text(), HasSubstr("You are logged off."));
  browser.open("/logoff");
  EXPECT_EQ(browser.path(), "/signin");
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.path(), "/") << "not led to logging off again";
}

TEST(Logoff, SomebodyLedToActivationCanLeave) {
  auto settings = testkit::test_settings();
  settings.policy.required_from = parse_day("2020-01-01");
  Service service(settings);
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Log off");
  EXPECT_THAT(browser.text(), HasSubstr("You are logged off."));
}

}  // namespace
}  // namespace sallyport::signin
