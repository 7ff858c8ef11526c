#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";
constexpr const char* forget_there = "Forget Firefox on Windows, 15 January 2027 at 09:00";

struct TwoBrowsers {
  TwoBrowsers() : here(service), there(service) {
    service.add_person(email, password);
    there.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0";
    there.sender = "198.51.100.7";
    sign_in(there, email, password);
    sign_in(here, email, password);
    here.open("/account-security/browsers");
  }
  /// Presses a button that asks for the password again first.
  void press(const std::string& words) {
    here.press(words);
    ASSERT_EQ(here.path(), "/confirm");
    here.press("Verify", {{"password", password}});
    here.press(words);
  }
  static bool is_in(Browser& browser) {
    browser.open("/account-security");
    return browser.path() == "/account-security";
  }
  Service service;
  Browser here;
  Browser there;
};

TEST(Browsers, AreListedInPlainWordsWithThisOneMarked) {
  TwoBrowsers ann;
  EXPECT_THAT(ann.here.text(),
              AllOf(HasSubstr("Chrome on Linux This browser"),
                    HasSubstr("Firefox on Windows Known since 15 January 2027 at 09:00. Last logged"
                              " in on 15 January 2027 at 09:00 from 198.51.100.7.")));
}

TEST(Browsers, OneThatIsForgottenIsLoggedOffAtOnceAndNewAtItsNextSignIn) {
  TwoBrowsers ann;
  ann.press(forget_there);
  EXPECT_THAT(ann.here.text(), Not(HasSubstr("Firefox")));
  EXPECT_FALSE(TwoBrowsers::is_in(ann.there));
  EXPECT_TRUE(TwoBrowsers::is_in(ann.here));
  EXPECT_THAT(ann.service.audit(), Contains("browser_forgotten"));

  sign_in(ann.there, email, password);
  EXPECT_THAT(ann.there.text(), HasSubstr("You have not logged in with this browser before"));
}

TEST(Browsers, AllOthersAreForgottenAtOnce) {
  TwoBrowsers ann;
  ann.press("Forget all others");
  EXPECT_FALSE(TwoBrowsers::is_in(ann.there));
  EXPECT_TRUE(TwoBrowsers::is_in(ann.here));
  ann.here.open("/account-security/browsers");
  EXPECT_THAT(ann.here.text(), AllOf(HasSubstr("Chrome on Linux"), Not(HasSubstr("Firefox")),
                                     Not(HasSubstr("Forget all others"))));
}

TEST(Browsers, AnotherPersonsLooksAbsent) {
  TwoBrowsers ann;
  ann.press("Forget all others");  // proves again on the way
  ann.service.add_person("bob@example.com", password);
  Browser bob(ann.service);
  sign_in(bob, "bob@example.com", password);
  const auto id = ann.service.database().read([&](db::Read& db) {
    return db
        .find_one(
            "SELECT b.id FROM browser b JOIN account a ON a.id = b.account_id"
            " WHERE a.email = $1",
            {"bob@example.com"})
        ->id<BrowserId>("id");
  });
  ann.here.open("/account-security/browsers");
  const std::string token = ann.here.forms().back().fields.at("form_token");
  for (const std::string& which : {id.text(), std::string{"nonsense"}}) {
    EXPECT_EQ(ann.here
                  .send(http::Method::post, "/account-security/browsers/forget",
                        urlencoded({{"form_token", token}, {"browser", which}}))
                  .status,
              404);
  }
  EXPECT_TRUE(TwoBrowsers::is_in(bob));
}

}  // namespace
}  // namespace sallyport::testkit
