#include "features/signin/welcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/activation.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";
constexpr const char* firefox = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0";

std::string known_cookie_header(const Browser& browser) {
  for (const auto& [name, value] : browser.response().headers) {
    if (name == "Set-Cookie" && value.starts_with("__Host-known=")) return value;
  }
  return "";
}

void sign_in_on_shared_computer(Browser& browser) {
  browser.open("/signin");
  browser.press("Log in", {{"email", email}, {"password", password}, {"shared", "1"}});
}

std::ptrdiff_t letters_about_new_browsers(Service& service) {
  service.deliver_letters();
  return std::count_if(service.mail.letters.begin(), service.mail.letters.end(),
                       [](const mail::Letter& letter) {
                         return letter.subject == "Somebody logged in with a new browser";
                       });
}

TEST(KnownBrowser, IsMadeByACompleteSignInAndNotByThePasswordAlone) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_FALSE(browser.cookies.contains("__Host-known"));
  browser.follows = false;
  browser.submit({{"code", app.code_now()}});
  const std::string set = known_cookie_header(browser);
  for (const char* attribute :
       {"Max-Age=7776000", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"}) {
    EXPECT_THAT(set, HasSubstr(attribute));
  }
  EXPECT_THAT(service.audit(), Contains("browser_remembered"));
}

TEST(KnownBrowser, IsNotMadeWhereTheDateStillDemandsAFactor) {
  auto settings = testkit::test_settings();
  settings.policy.required_from = parse_day("2027-01-01");
  Service service(settings);
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
  EXPECT_FALSE(browser.cookies.contains("__Host-known"));
}

/// Everybody needs a second factor, and Ann has none.
struct OnTheDate {
  OnTheDate() : service(settings()) { service.add_person(email, password); }
  static app::Settings settings() {
    auto settings = testkit::test_settings();
    settings.policy.required_from = parse_day("2027-01-01");
    return settings;
  }
  testkit::Authenticator activate(Browser& browser) {
    browser.press("Activate");
    testkit::prove_by_password_and_mail(browser, service, email, password);
    browser.open("/account-security/two-factor/code");
    const auto app = testkit::app_given_the_secret(browser, service);
    browser.press("Activate", {{"code", app.code_now()}});
    return app;
  }
  Service service;
};

TEST(KnownBrowser, IsMadeByActivatingWhereTheDateDemandedIt) {
  OnTheDate ann;
  Browser browser(ann.service);
  testkit::sign_in(browser, email, password);
  const auto app = ann.activate(browser);
  EXPECT_TRUE(browser.cookies.contains("__Host-known"));
  browser.click("I have kept them, continue");
  browser.press("Log off");
  const auto before = letters_about_new_browsers(ann.service);
  ann.service.clock.advance(std::chrono::seconds{30});
  testkit::sign_in(browser, email, password, app);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_EQ(letters_about_new_browsers(ann.service), before) << "it is known";
}

TEST(KnownBrowser, IsNotMadeByActivatingOnASharedComputer) {
  OnTheDate ann;
  Browser browser(ann.service);
  sign_in_on_shared_computer(browser);
  static_cast<void>(ann.activate(browser));
  EXPECT_THAT(ann.service.audit(), Contains("authenticator_added"));
  EXPECT_FALSE(browser.cookies.contains("__Host-known"));
}

TEST(NewBrowser, IsToldWhereTheFactorIsStillMissingButOncePerDayAndNetwork) {
  OnTheDate ann;
  for (int i = 0; i < 3; ++i) {
    Browser thief(ann.service);
    thief.sender = "198.51.100.7";
    testkit::sign_in(thief, email, password);
    EXPECT_EQ(thief.path(), "/account-security/two-factor");
    EXPECT_EQ(
        thief.text().find("You have not logged in with this browser before") == std::string::npos,
        i > 0)
        << "the page speaks of the email where there is one";
  }
  EXPECT_EQ(letters_about_new_browsers(ann.service), 1);
  EXPECT_THAT(ann.service.newest_letter_to(email).text, HasSubstr("198.51.100.7"));
  Browser elsewhere(ann.service);
  elsewhere.sender = "203.0.113.9";
  testkit::sign_in(elsewhere, email, password);
  EXPECT_EQ(letters_about_new_browsers(ann.service), 2);
  ann.service.clock.advance(std::chrono::hours{24});
  testkit::sign_in(elsewhere, email, password);
  EXPECT_EQ(letters_about_new_browsers(ann.service), 3);
}

TEST(KnownBrowser, GetsANewCookieAtEachSignInAndNobodySignsInWithItAlone) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  const std::string first = browser.cookies.at("__Host-known");
  browser.press("Log off");
  EXPECT_EQ(browser.cookies.at("__Host-known"), first) << "stays when somebody logs off";
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin");
  testkit::sign_in(browser, email, password);
  EXPECT_NE(browser.cookies.at("__Host-known"), first);
  EXPECT_EQ(letters_about_new_browsers(service), 0);
}

TEST(KnownBrowser, StaysUnknownOnASharedComputerWhereTheSessionIsShorter) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  sign_in_on_shared_computer(browser);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_FALSE(browser.cookies.contains("__Host-known"));
  for (int i = 0; i < 3; ++i) {
    service.clock.advance(std::chrono::minutes{19});
    browser.open("/account-security");
    EXPECT_EQ(browser.path(), "/account-security") << i;
  }
  service.clock.advance(std::chrono::minutes{3});
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin");
}

TEST(KnownBrowser, IsForgottenWhenItIsCalledASharedComputer) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Log off");
  sign_in_on_shared_computer(browser);
  browser.open("/account-security/browsers");
  EXPECT_THAT(browser.text(), HasSubstr("We do not know a browser of yours"));
  EXPECT_EQ(letters_about_new_browsers(service), 0) << "it was known when somebody logged in";
}

TEST(KnownBrowser, KeepsTheTickWhenThePasswordWasWrong) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.open("/signin");
  browser.press("Log in", {{"email", email}, {"password", "wrong"}, {"shared", "1"}});
  ASSERT_EQ(browser.status(), 422);
  browser.submit({{"email", email}, {"password", password}, {"shared", "1"}});
  EXPECT_FALSE(browser.cookies.contains("__Host-known"));
}

TEST(NewBrowser, IsToldByLetterAndOnTheNextPageButNotTheFirstTime) {
  Service service;
  service.add_person(email, password);
  Browser first(service);
  testkit::sign_in(first, email, password);
  EXPECT_EQ(letters_about_new_browsers(service), 0) << "the first sign-in of all";
  EXPECT_THAT(first.text(), Not(HasSubstr("You have not logged in with this browser before")));

  Browser second(service);
  second.headers["user-agent"] = firefox;
  second.sender = "198.51.100.7";
  testkit::sign_in(second, email, password);
  EXPECT_THAT(second.text(), HasSubstr("You have not logged in with this browser before"));
  EXPECT_THAT(second.link_words(), Contains("See your browsers"));
  EXPECT_THAT(service.newest_letter_to(email).text,
              AllOf(HasSubstr("Firefox on Windows"), HasSubstr("198.51.100.7"),
                    HasSubstr("15 January 2027 at 09:00")));
  EXPECT_THAT(service.audit(), Contains("new_browser"));

  service.clock.advance(std::chrono::minutes{1});
  second.open("/");
  second.open("/");
  EXPECT_THAT(second.text(), Not(HasSubstr("You have not logged in with this browser before")));
  second.press("Log off");
  testkit::sign_in(second, email, password);
  EXPECT_EQ(letters_about_new_browsers(service), 1) << "by now it is known";
}

TEST(NewPlace, IsToldByLetterAndOnTheNextPageOnce) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.headers["user-agent"] = firefox;
  const auto sign_in_from = [&](const char* address) {
    browser.sender = address;
    testkit::sign_in(browser, email, password);
    const bool is_said =
        browser.text().find("You have not logged in from this place in the last 90 days") !=
        std::string::npos;
    browser.press("Log off");
    return is_said;
  };
  const auto letters = [&] {
    service.deliver_letters();
    return std::count_if(service.mail.letters.begin(), service.mail.letters.end(),
                         [](const mail::Letter& letter) {
                           return letter.subject == "Somebody logged in from a new place";
                         });
  };
  EXPECT_FALSE(sign_in_from("192.0.2.10")) << "the first sign-in of all";
  EXPECT_FALSE(sign_in_from("192.0.77.1")) << "the same network";
  EXPECT_EQ(letters(), 0);
  EXPECT_TRUE(sign_in_from("198.51.100.7"));
  EXPECT_EQ(letters(), 1);
  EXPECT_THAT(
      service.newest_letter_to(email).text,
      AllOf(HasSubstr("198.51.100.7"), HasSubstr("Firefox on Windows"), HasSubstr("/not-me/")));
  EXPECT_EQ(letters_about_new_browsers(service), 0);
  EXPECT_FALSE(sign_in_from("198.51.7.7")) << "by now it is known";
  EXPECT_FALSE(sign_in_from("192.0.2.10"));
  EXPECT_EQ(letters(), 1);
  EXPECT_THAT(service.audit(), Contains("new_place"));
}

TEST(NewBrowser, IsToldInTheLanguageOfTheOwner) {
  Service service;
  service.add_person(email, password);
  Browser first(service);
  testkit::sign_in(first, email, password);
  first.press("Nederlands");
  Browser second(service);
  second.headers["user-agent"] = firefox;
  testkit::sign_in(second, email, password);
  EXPECT_THAT(service.newest_letter_to(email).text, HasSubstr("Firefox op Windows"));
}

TEST(NewBrowser, IsToldWhenAComputerIsSharedToo) {
  Service service;
  service.add_person(email, password);
  Browser first(service);
  testkit::sign_in(first, email, password);
  Browser second(service);
  sign_in_on_shared_computer(second);
  EXPECT_EQ(letters_about_new_browsers(service), 1);
}

}  // namespace
}  // namespace sallyport::signin
