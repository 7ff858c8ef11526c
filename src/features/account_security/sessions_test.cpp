#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

struct TwoPlaces {
  TwoPlaces() : here(service), there(service) {
    service.add_person(email, password);
    there.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0";
    there.sender = "198.51.100.7";
    sign_in(there, email, password);
    sign_in(here, email, password);
    here.open("/account-security/sessions");
  }
  /// Presses a button that asks for the password again first.
  void press(const std::string& words) {
    here.press(words);
    if (here.path() == "/confirm") {
      here.press("Verify", {{"password", password}});
      here.press(words);
    }
  }
  bool there_is_in() {
    there.open("/account-security");
    return there.path() == "/account-security";
  }
  Service service;
  Browser here;
  Browser there;
};

TEST(Sessions, AreListedInPlainWordsWithThisOneMarked) {
  TwoPlaces ann;
  EXPECT_THAT(ann.here.text(), AllOf(HasSubstr("Chrome on Linux This browser"),
                                     HasSubstr("Firefox on Windows"), HasSubstr("198.51.100.7")));
}

TEST(Sessions, AnotherIsEndedAfterProvingAgain) {
  TwoPlaces ann;
  ann.here.press("End Firefox on Windows, 15 January 2027 at 09:00");
  EXPECT_EQ(ann.here.path(), "/confirm");
  EXPECT_TRUE(ann.there_is_in());
  ann.here.press("Verify", {{"password", password}});
  EXPECT_EQ(ann.here.path(), "/account-security/sessions");
  ann.here.press("End Firefox on Windows, 15 January 2027 at 09:00");
  EXPECT_FALSE(ann.there_is_in());
  EXPECT_THAT(ann.here.text(), Not(HasSubstr("Firefox")));
}

TEST(Sessions, AllOthersAreEndedAtOnce) {
  TwoPlaces ann;
  ann.press("End all others");
  EXPECT_FALSE(ann.there_is_in());
  EXPECT_EQ(ann.here.path(), "/account-security/sessions");
}

TEST(Sessions, AnotherPersonsLooksAbsent) {
  TwoPlaces ann;
  ann.press("End all others");  // proves again on the way
  ann.service.add_person("bob@example.com", password);
  Browser bob(ann.service);
  sign_in(bob, "bob@example.com", password);
  const auto id = ann.service.database().read([&](db::Read& db) {
    return db
        .find_one(
            "SELECT s.id FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = $1",
            {"bob@example.com"})
        ->id<SessionId>("id");
  });
  const std::string token = ann.here.forms().back().fields.at("form_token");
  const auto end = [&](const std::string& session) {
    return ann.here
        .send(http::Method::post, "/account-security/sessions/end",
              urlencoded({{"form_token", token}, {"session", session}}))
        .status;
  };
  EXPECT_EQ(end(id.text()), 404);
  EXPECT_EQ(end("nonsense"), 404);
  bob.open("/account-security");
  EXPECT_EQ(bob.path(), "/account-security");
}

}  // namespace
}  // namespace sallyport::testkit
