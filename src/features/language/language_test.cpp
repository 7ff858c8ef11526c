#include "features/language/language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/account/account.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::language {
namespace {

using testing::HasSubstr;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

TEST(Language, IsChosenAtTheSignInPageAndStays) {
  Service service;
  Browser browser(service);
  browser.open("/signin?because=logged_off");
  browser.press("Nederlands");
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_EQ(browser.query(), "because=logged_off") << "back to the very page";
  EXPECT_EQ(browser.heading(), "Inloggen");
  EXPECT_THAT(browser.text(), HasSubstr("Je bent afgemeld."));
  browser.press("English");
  EXPECT_EQ(browser.heading(), "Log in");
}

TEST(Language, CookieLastsAYear) {
  Service service;
  Browser browser(service);
  browser.open("/signin");
  browser.follows = false;
  browser.press("Nederlands");
  EXPECT_THAT(browser.header("Set-Cookie"), HasSubstr("__Host-language=nl"));
  EXPECT_THAT(browser.header("Set-Cookie"), HasSubstr("Max-Age=31536000"));
}

TEST(Language, OfSomebodySignedInIsKeptWithTheAccount) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Nederlands");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.heading(), HasSubstr("Welkom"));
  const auto account =
      service.database().read([](db::Read& db) { return account::find(db, *Email::parse(email)); });
  EXPECT_EQ(account->language, text::Language::dutch);

  Browser elsewhere(service, "en");
  testkit::sign_in(elsewhere, email, password);
  EXPECT_THAT(elsewhere.heading(), HasSubstr("Welkom"));
}

TEST(Language, CanBeChangedInMidSignInAndOnARefusedForm) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, "not the password");
  ASSERT_EQ(browser.path(), "/signin/password");
  browser.press("Nederlands");
  EXPECT_EQ(browser.status(), 200);
  EXPECT_EQ(browser.heading(), "Inloggen");
  browser.submit({{"email", email}, {"password", password}});
  browser.press("English");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
}

TEST(Language, LeadsBackWithinThePortalOnly) {
  Service service;
  Browser browser(service);
  browser.open("/signin");
  const std::string token = browser.forms().front().fields.at("form_token");
  const auto led_to = [&](const std::string& back) {
    browser.send(http::Method::post, "/language",
                 testkit::urlencoded({{"form_token", token}, {"language", "nl"}, {"back", back}}));
    return browser.header("Location");
  };
  EXPECT_EQ(led_to("https://elsewhere.example/"), "/");
  EXPECT_EQ(led_to("//elsewhere.example"), "/");
  EXPECT_EQ(led_to("/signin"), "/signin");
  browser.send(http::Method::post, "/language",
               testkit::urlencoded({{"form_token", token}, {"language", "xx"}, {"back", "/"}}));
  EXPECT_EQ(browser.status(), 400);
}

}  // namespace
}  // namespace sallyport::language
