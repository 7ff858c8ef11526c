// Somebody between Ann and the portal: a site of another name that passes on what she types. It can
// have her password, and what it cannot have gives it away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

/// What reaches the portal when a relay visits it for Ann: the relay's address and no cookies of
/// hers, for a browser sends them to their own site alone.
struct Relay : testing::Test {
  Relay() : relay(ann.link().service) { relay.sender = "203.0.113.66"; }
  PersonWithPhone ann;
  Browser relay;
};

TEST_F(Relay, UnderAnotherNameMeetsNobody) {
  for (const char* host : {"portal.example.evil.test", "evil.test", "portal.example:8443", ""}) {
    relay.headers["host"] = host;
    for (const char* path : {"/signin", "/", "/pocket/", "/pocket/api/v1/config",
                             "/account-security", "/two-factor/pocket/x/wait"}) {
      relay.send(http::Method::get, path);
      EXPECT_EQ(relay.status(), 421) << host << path;
    }
  }
}

TEST_F(Relay, ThatLeavesTheOriginAsItIsIsRefused) {
  relay.open("/signin");
  relay.headers["origin"] = "https://portal.example.evil.test";
  relay.submit({{"email", PersonWithPhone::email}, {"password", PersonWithPhone::password}});
  EXPECT_EQ(relay.status(), 403);
  EXPECT_FALSE(ann.phone.waiting()) << "no phone is asked for a page of another site";
  relay.headers.erase("origin");
  relay.open("/signin");
  relay.headers["sec-fetch-site"] = "cross-site";
  relay.submit({{"email", PersonWithPhone::email}, {"password", PersonWithPhone::password}});
  EXPECT_EQ(relay.status(), 403);
  EXPECT_FALSE(ann.phone.waiting());
}

TEST_F(Relay, ThatRewritesEverythingStillIsABrowserThatNobodyKnows) {
  const Waiting waiting = ann.sign_in_from(relay);
  EXPECT_EQ(waiting.mode, "type2") << "who is used to one press is asked for a number";
  EXPECT_THAT(waiting.context,
              AllOf(HasSubstr("\"known\":false"), HasSubstr("\"ip\":\"203.0.113.66\""),
                    HasSubstr("\"origin\":\"https://portal.example\"")))
      << "and reads whose address it is and what the right name would be";
}

TEST_F(Relay, ThatIsLetInIsToldOfAndCanBeThrownOut) {
  const Waiting waiting = ann.sign_in_from(relay);
  ann.confirm(relay);
  ASSERT_EQ(relay.path(), "/");
  EXPECT_THAT(ann.letters_about("new browser"), SizeIs(1));
  ASSERT_EQ(ann.phone.post("/pocket/api/v1/activity/" + waiting.id + "/report").status, 200);
  relay.open("/");
  EXPECT_EQ(relay.path(), "/signin");
}

TEST_F(Relay, CannotBringABrowserToConfirmForIt) {
  static_cast<void>(ann.sign_in_from(relay));
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(relay)).status, 200);
  relay.headers["origin"] = "https://evil.test";
  relay.press("I have confirmed, continue");
  EXPECT_EQ(relay.status(), 403);
  EXPECT_FALSE(relay.cookies.contains("__Host-sid"));
}

TEST_F(Relay, OfPocketItselfGetsSignaturesThatFitNowhere) {
  // The app signs the origin that it was loaded from.
  ann.phone.audience = "https://pocket.evil.test";
  const auto headers = [&] {
    std::map<std::string, std::string> kept;
    ann.phone.tamper = [&](auto& signed_headers) { kept = signed_headers; };
    static_cast<void>(ann.phone.get("/pocket/api/v1/challenges"));
    ann.phone.tamper = {};
    return kept;
  }();
  ann.phone.audience = "https://portal.example";
  const Told told = ann.phone.send(http::Method::get, "/pocket/api/v1/challenges", "", headers);
  EXPECT_EQ(told.error(), "bad_signature");
}

TEST(RelayBefore, ThePhoneABrowserWasKnownByThePasswordAloneIsKnownNoLonger) {
  PersonWithPhone ann;
  Browser thief(ann.service);
  sign_in(thief, PersonWithPhone::email, PersonWithPhone::password);
  ASSERT_EQ(thief.path(), "/");
  ASSERT_TRUE(thief.cookies.contains("__Host-known"));
  ann.link();
  thief.cookies.erase("__Host-sid");
  EXPECT_EQ(ann.sign_in_from(thief).mode, "type2");
  ann.let_expire();
  Browser own = ann.known_browser();
  EXPECT_EQ(ann.sign_in_from(own).mode, "press") << "the one in which the phone was linked";
}

TEST(PocketUnderItsOwnName, ShowsNothingOfThePortalNorThePortalOfIt) {
  auto settings = test_settings();
  settings.pocket.address = "https://pocket.example";
  PersonWithPhone ann(settings);
  ann.phone.audience = "https://pocket.example";
  ann.link();
  Browser browser(ann.service);
  browser.headers["host"] = "pocket.example";
  for (const char* path : {"/signin", "/account-security", "/logoff"}) {
    browser.send(http::Method::get, path);
    EXPECT_EQ(browser.status(), 421) << path << ": a page of the portal would share Pocket's keys";
  }
  browser.headers["host"] = "portal.example";
  browser.send(http::Method::get, "/pocket/api/v1/config");
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(browser.header("Location"), "https://pocket.example/pocket/");
  Browser known = ann.known_browser();
  ann.sign_in_wholly(known);
  EXPECT_EQ(known.path(), "/");
  ann.phone.audience = "https://portal.example";
  Phone& phone = ann.phone;
  phone.tamper = [](auto& headers) { headers["host"] = "pocket.example"; };
  EXPECT_NE(phone.get("/pocket/api/v1/devices/self").status, 200);
}

}  // namespace
}  // namespace sallyport::testkit
