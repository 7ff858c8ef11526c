// Every route of the program, tried by everybody who must not come in. A route that is added later
// is tried by itself: the tests walk the router's own list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view email = "ann@example.com";
constexpr std::string_view password = "seven quiet herons wade";

/// An address of that route, with something in the place of each {name}.
std::string address_of(const http::Route& route) {
  std::string path = route.path;
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "00000000000000000000000000");
  }
  return path;
}

bool needs_session(const http::Route& route) { return route.guard.starts_with("signed in"); }

bool lets_in_without_factor(const http::Route& route) {
  return route.guard == "signed in, second factor maybe still missing" ||
         route.guard.starts_with("signed in, and has just proved all") ||
         route.guard.starts_with("signed in, and proved all");
}

app::Settings settings_on_the_date() {
  app::Settings settings = test_settings();
  settings.policy.required_from =
      parse_day("2027-01-15");  // the day on which the tests' clock begins
  return settings;
}

class Guards : public testing::Test {
 protected:
  void sign_in_somebody(Service& service, Browser& browser) {
    service.add_person(std::string{email}, std::string{password});
    sign_in(browser, std::string{email}, std::string{password});
  }
};

TEST_F(Guards, SendAStrangerAwayFromEveryPageThatNeedsASession) {
  Service service;
  std::size_t tried = 0;
  for (const http::Route& route : service.service().router().routes()) {
    if (!needs_session(route)) continue;
    Browser stranger(service);
    stranger.follows = false;
    if (route.method == http::Method::get) {
      stranger.send(http::Method::get, address_of(route));
    } else {
      stranger.send(http::Method::post, address_of(route), "form_token=x");
    }
    EXPECT_EQ(stranger.status(), 303) << route.path;
    EXPECT_THAT(stranger.header("Location"), HasSubstr("/signin")) << route.path;
    ++tried;
  }
  EXPECT_GT(tried, 15U);
}

// M10: on the date somebody who has not activated is led to activation from every page, and gets
// nowhere else.
TEST_F(Guards, M10LetSomebodyWithoutAFactorOnTheDateReachActivationAndNothingElse) {
  Service service(settings_on_the_date());
  Browser browser(service);
  sign_in_somebody(service, browser);
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
  browser.follows = false;
  for (const http::Route& route : service.service().router().routes()) {
    if (!needs_session(route) || route.method != http::Method::get) continue;
    browser.send(http::Method::get, address_of(route));
    if (lets_in_without_factor(route)) {
      EXPECT_THAT(browser.header("Location"), Not(HasSubstr("/signin"))) << route.path;
      continue;
    }
    EXPECT_EQ(browser.status(), 303) << route.path;
    EXPECT_EQ(browser.header("Location"), "/account-security/two-factor") << route.path;
    EXPECT_THAT(browser.html(), Not(HasSubstr("Example BV"))) << route.path;
  }
}

// R-WEB-1: a form that does not come from our own page changes nothing, whichever it is.
TEST_F(Guards, RefuseEveryFormThatDoesNotComeFromOurPages) {
  Service service;
  Browser browser(service);
  sign_in_somebody(service, browser);
  const auto events = service.audit().size();
  browser.follows = false;
  const auto cookies = browser.cookies;
  for (const http::Route& route : service.service().router().routes()) {
    if (route.method != http::Method::post) continue;
    // Devices send no forms (C2).
    if (route.guard == "a linked device, by its signature" ||
        route.guard == "who holds a linking code") {
      continue;
    }
    browser.cookies = cookies;
    browser.headers.erase("origin");
    browser.send(http::Method::post, address_of(route),
                 "form_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_THAT(browser.status(), AnyOf(403, 303)) << route.path;
    browser.headers["origin"] = "https://elsewhere.example";
    browser.send(http::Method::post, address_of(route), "");
    EXPECT_THAT(browser.status(), AnyOf(403, 303)) << route.path;
  }
  browser.headers.erase("origin");
  browser.cookies = cookies;
  EXPECT_EQ(service.audit().size(), events) << "nothing was done";
  browser.open("/");
  EXPECT_EQ(browser.status(), 200) << "and the session lives";
}

// M62 M63: withdrawing access and changing the address end the session at its next request.
TEST_F(Guards, M62EndASessionAtOnceWhenAccessIsWithdrawn) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  service.add_contact(organisation, "ann@example.com");
  service.set_password("ann@example.com", std::string{password});
  Browser browser(service);
  sign_in(browser, "ann@example.com", std::string{password});
  ASSERT_EQ(browser.path(), "/");
  service.withdraw_access(organisation, "ann@example.com");
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin");
  sign_in(browser, "ann@example.com", std::string{password});
  EXPECT_EQ(browser.path(), "/signin/password") << "and the password opens nothing";
}

TEST_F(Guards, M63EndAHalfFinishedSignInWhenTheAddressIsChanged) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  service.add_contact(organisation, "ann@example.com");
  service.set_password("ann@example.com", std::string{password});
  const Authenticator app = service.enrol_totp("ann@example.com");
  Browser browser(service);
  sign_in(browser, "ann@example.com", std::string{password});
  ASSERT_EQ(browser.path(), "/signin/factor/totp");
  service.change_email(organisation, "ann@example.com", "ann@example.org");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_FALSE(browser.cookies.contains("__Host-sid"));
}

// M20: the copied cookie of a session that was logged off shows nothing.
TEST_F(Guards, M20MakeACopiedCookieWorthlessAfterLoggingOff) {
  Service service;
  Browser browser(service);
  sign_in_somebody(service, browser);
  Browser thief(service);
  thief.cookies = browser.cookies;
  browser.press("Log off");
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
}

}  // namespace
}  // namespace sallyport::testkit
