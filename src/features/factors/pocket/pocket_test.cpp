// Method 1 from end to end: linking a phone, and signing in by a press on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

struct Ann {
  explicit Ann(app::Settings settings = test_settings())
      : service(std::move(settings)), browser(service), phone(service) {
    service.add_person(email, password);
    sign_in(browser, email, password);
  }
  void link() { link_phone(browser, phone, password); }
  Service service;
  Browser browser;
  Phone phone;
};

TEST(M29, ClickingTheMethodShowsAQrCode) {
  Ann ann;
  ann.browser.open("/account-security/two-factor");
  ann.browser.press("Activate");
  ann.browser.press("Verify", {{"password", password}});
  EXPECT_THAT(ann.browser.text(), HasSubstr("Log in by simply pressing one button"));
  ann.browser.click("Log in by simply pressing one button");
  EXPECT_EQ(ann.browser.status(), 200);
  EXPECT_THAT(ann.browser.html(), HasSubstr("<svg"));
  EXPECT_EQ(code_on(ann.browser).size(), 19U);
}

TEST(M7, LinkedToPocketOneConfirmsThere) {
  Ann ann;
  ann.link();
  Browser known(ann.service);
  known.cookies["__Host-known"] = ann.browser.cookies.at("__Host-known");
  sign_in(known, email, password);
  EXPECT_EQ(known.path(), "/signin/factor/pocket");
  EXPECT_THAT(known.text(), HasSubstr("press Log in"));
  const auto request = ann.phone.waiting();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->mode, "press");
  EXPECT_THAT(request->context, HasSubstr("\"known\":true"));
  known.press("I have confirmed, continue");
  EXPECT_THAT(known.text(), HasSubstr("You have not confirmed on your phone yet."));
  EXPECT_EQ(ann.phone.approve(*request).at("state"), "approved");
  known.press("I have confirmed, continue");
  EXPECT_EQ(known.path(), "/");
}

TEST(M37, ANewBrowserIsAskedForTheNumberOnItsScreen) {
  Ann ann;
  ann.link();
  Browser fresh(ann.service);
  sign_in(fresh, email, password);
  const auto request = ann.phone.waiting();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->mode, "type2");
  const auto at = fresh.html().find("class=\"number\">");
  ASSERT_NE(at, std::string::npos);
  const std::string number = fresh.html().substr(at + 15, 2);
  EXPECT_EQ(ann.phone.approve(*request, number).at("state"), "approved");
  fresh.press("I have confirmed, continue");
  EXPECT_EQ(fresh.path(), "/");
}

TEST(M38, ItsNotMeStopsTheSignInAndThePassword) {
  Ann ann;
  ann.link();
  Browser thief(ann.service);
  sign_in(thief, email, password);
  const auto request = ann.phone.waiting();
  ASSERT_TRUE(request);
  EXPECT_EQ(ann.phone.answer(*request, Decision::report).at("state"), "reported");
  thief.open("/signin/factor/pocket");
  EXPECT_EQ(thief.path(), "/signin");
  Browser again(ann.service);
  sign_in(again, email, password);
  EXPECT_EQ(again.path(), "/signin/password");
}

TEST(M38, CancelEndsOnlyThatSignIn) {
  Ann ann;
  ann.link();
  Browser browser(ann.service);
  sign_in(browser, email, password);
  const auto request = ann.phone.waiting();
  ASSERT_TRUE(request);
  EXPECT_EQ(ann.phone.answer(*request, Decision::cancel).at("state"), "cancelled");
  browser.open("/signin/factor/pocket");
  EXPECT_EQ(browser.path(), "/signin");
  sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/signin/factor/pocket");
}

}  // namespace
}  // namespace sallyport::testkit
