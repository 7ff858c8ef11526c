// Links that are not made, not finished, or undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* page = "/account-security/two-factor/pocket";
constexpr const char* self = "/pocket/api/v1/devices/self";

struct LinkingRefused : testing::Test {
  void open_page() {
    ann.browser.open("/account-security/two-factor/method");
    if (ann.browser.path() == "/confirm") {
      ann.browser.press("Verify", {{"password", PersonWithPhone::password}});
    }
    ann.browser.click("Log in by simply pressing one button");
  }
  std::string shown_code() {
    open_page();
    return code_on(ann.browser);
  }
  PersonWithPhone ann;
};

TEST_F(LinkingRefused, AtAKeyThatIsNone) {
  const std::string code = shown_code();
  const std::string nonce = ann.phone.look_up(code).at("nonce");
  const auto complete_with = [&](const std::string& key, const std::string& signature) {
    return ann.phone.send(http::Method::post, "/pocket/api/v1/pairings/complete",
                          json::Object{}
                              .add("code", code)
                              .add("public_key", key)
                              .add("time", unix_seconds(ann.service.clock.now()))
                              .add("signature", signature)
                              .add_written("device", R"({"name":"x","platform":"pwa"})")
                              .text(),
                          {{"pocket-version", "1.7.0"}});
  };
  const std::string real = ann.phone.key.public_key();
  std::string off_curve = real;
  off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
  std::string compressed = real.substr(0, 33);
  compressed.front() = '\x02';
  const std::string signature = to_base64url(std::string(64, 's'));
  for (const std::string& key :
       {std::string{}, off_curve, compressed, std::string(65, '\0'), real + "x"}) {
    const Told told = complete_with(to_base64url(key), signature);
    EXPECT_EQ(told.status, 400);
    EXPECT_EQ(told.error(), "bad_key");
  }
  const Told unsigned_one = complete_with(to_base64url(real), signature);
  EXPECT_EQ(unsigned_one.status, 401);
  EXPECT_EQ(unsigned_one.error(), "bad_signature") << "whose key it is must be shown";
  EXPECT_EQ(ann.phone.complete(code, to_base64url(std::string(32, 'n'))).error(), "bad_signature")
      << "of another look-up";
  EXPECT_EQ(ann.phone.complete(code, nonce).status, 201) << "nothing was used up";
}

TEST_F(LinkingRefused, AtAClockThatIsWrong) {
  const std::string code = shown_code();
  ann.phone.clock_is_off = std::chrono::seconds{121};
  const Told told = ann.phone.link(code);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "clock_skew");
  ann.phone.clock_is_off = {};
  EXPECT_EQ(ann.phone.link(code).status, 201);
}

TEST_F(LinkingRefused, AtAKeyThatBelongsToADeviceAlready) {
  ann.link();
  ann.service.add_person("bob@example.com", PersonWithPhone::password);
  Browser bobs(ann.service);
  sign_in(bobs, "bob@example.com", PersonWithPhone::password);
  bobs.open("/account-security/two-factor/method");
  bobs.press("Verify", {{"password", PersonWithPhone::password}});
  bobs.click("Log in by simply pressing one button");
  const Told told = ann.phone.link(code_on(bobs));
  EXPECT_EQ(told.status, 400);
  EXPECT_EQ(told.error(), "bad_key");
}

TEST_F(LinkingRefused, ToTheCommandLineDeviceUnlessTheOperatorAllowsIt) {
  ann.phone.platform = "cli";
  const Told told = ann.phone.link(shown_code());
  EXPECT_EQ(told.status, 403);
  EXPECT_EQ(told.error(), "platform_not_allowed");
  ann.phone.platform = "toaster";
  EXPECT_EQ(ann.phone.link(shown_code()).error(), "bad_value");
  auto settings = test_settings();
  settings.pocket.allow_cli = true;
  PersonWithPhone bea(settings);
  bea.phone.platform = "cli";
  bea.link();
  EXPECT_EQ(bea.phone.get(self).status, 200);
}

TEST_F(LinkingRefused, ToASixthPhone) {
  ann.link();
  for (int i = 2; i <= 5; ++i) static_cast<void>(ann.link_another("Phone " + std::to_string(i)));
  ann.browser.open(page);
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
  // By a code that was shown before the fifth was there.
  ann.service.database().write(
      [](db::Write& db) { db.change("UPDATE device SET state = 'ended' WHERE name = 'Phone 5'"); });
  ann.browser.open(page);
  const std::string code = code_on(ann.browser);
  ann.service.database().write([](db::Write& db) {
    db.change("UPDATE device SET state = 'active' WHERE name = 'Phone 5'");
  });
  Phone sixth(ann.service, "Sixth");
  const Told told = sixth.link(code);
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.error(), "too_many_devices");
}

TEST_F(LinkingRefused, ToWhoLooksUpTooMuch) {
  const std::string code = shown_code();
  for (int i = 0; i < 60; ++i) EXPECT_EQ(ann.phone.look_up(code).status, 200) << i;
  const Told told = ann.phone.look_up(code);
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(told.at("retry_after"), "60");
  Phone elsewhere(ann.service);
  elsewhere.sender = "203.0.113.5";
  EXPECT_EQ(elsewhere.look_up(code).status, 200);
  ann.service.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(ann.phone.look_up(code).status, 200);
}

TEST_F(LinkingRefused, ToWhoGuessesAfterFiveWrongCodes) {
  const std::string code = shown_code();
  const std::string nonce = ann.phone.look_up(code).at("nonce");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ann.phone.look_up("7K4MQ9XTRA2BV6HD").status, 404);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ann.phone.complete("7K4MQ9XTRA2BV6HD", nonce).status, 404) << "a guess like a look";
  }
  EXPECT_EQ(ann.phone.look_up(code).status, 429);
  EXPECT_EQ(ann.phone.complete(code, nonce).status, 429);
  ann.service.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(ann.phone.look_up(code).error(), "code_expired");
}

TEST_F(LinkingRefused, WhenItIsNotFinishedInTime) {
  ASSERT_EQ(ann.phone.link(shown_code()).at("state"), "waiting");
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/challenges").error(), "device_waiting");
  EXPECT_EQ(ann.phone.get(self).status, 200);
  ann.service.clock.advance(std::chrono::minutes{5});
  const Told told = ann.phone.get(self);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "device_unknown");
  Browser other(ann.service);
  sign_in(other, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(other.path(), "/") << "it is no second factor either";
}

TEST_F(LinkingRefused, ByNotMyPhoneBeforeItIsFinished) {
  Phone thief(ann.service, "Other phone");
  ASSERT_EQ(thief.link(shown_code()).status, 201);
  ann.browser.open(page);
  ann.browser.press("Not my phone");
  EXPECT_EQ(ann.browser.path(), page);
  EXPECT_EQ(thief.get(self).error(), "device_unknown");
  EXPECT_EQ(ann.phone.link(code_on(ann.browser)).status, 201);
  ann.browser.open(page);
  ann.browser.press("Yes, that is my phone");
  EXPECT_EQ(ann.phone.get(self).at("state"), "active");
}

TEST_F(LinkingRefused, ByNotMyPhoneOnAPageThatHadFinishedMeanwhileOnlyInTheOpen) {
  ASSERT_EQ(ann.phone.link(shown_code()).status, 201);
  ann.browser.open(page);
  Browser other_tab = ann.browser;
  ann.browser.press("Yes, that is my phone");
  other_tab.cookies = ann.browser.cookies;
  other_tab.press("Not my phone");
  EXPECT_EQ(ann.phone.get(self).at("state"), "active") << "no phone goes without a word";
  EXPECT_THAT(other_tab.path(), testing::StartsWith(std::string{page} + "/linked/"));
  EXPECT_THAT(other_tab.text(), HasSubstr("Not my phone – undo"));
}

TEST_F(LinkingRefused, ByUndoOfTheFirstFactorSoThatEverybodyIsLoggedOff) {
  ann.link();
  ann.browser.click("Not my phone – undo");
  ann.browser.press("Not my phone – undo");
  EXPECT_EQ(ann.browser.path(), "/signin");
  EXPECT_THAT(ann.browser.text(), HasSubstr("The phone is unlinked again"));
  EXPECT_EQ(ann.phone.get(self).error(), "device_unknown");
  EXPECT_THAT(ann.letters_about("removed"), SizeIs(1));
  sign_in(ann.browser, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(ann.browser.path(), "/");
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), Not(HasSubstr("Recovery codes"))) << "gone with it";
}

TEST_F(LinkingRefused, ByUndoOfTheSecondSoThatTheSessionStays) {
  ann.link();
  Phone second = ann.link_another("iPad");
  EXPECT_THAT(ann.browser.path(), testing::StartsWith(std::string{page} + "/linked/"));
  Browser elsewhere = ann.known_browser();
  ann.sign_in_wholly(elsewhere);
  ann.browser.press("Not my phone – undo");
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
  EXPECT_EQ(second.get(self).error(), "device_unknown");
  EXPECT_EQ(ann.phone.get(self).status, 200);
  elsewhere.open("/");
  EXPECT_EQ(elsewhere.path(), "/signin") << "the others are logged off";
}

TEST_F(LinkingRefused, UnlessItIsConfirmedWhereTheOperatorWantsThat) {
  auto settings = test_settings();
  settings.pocket.confirm_linking = true;
  PersonWithPhone bea(settings);
  bea.browser.open("/account-security/two-factor/method");
  bea.browser.press("Verify", {{"password", PersonWithPhone::password}});
  bea.browser.click("Log in by simply pressing one button");
  ASSERT_EQ(bea.phone.link(code_on(bea.browser)).status, 201);
  bea.browser.open(page);
  EXPECT_THAT(bea.browser.html(), Not(HasSubstr("data-goes-on"))) << "no script presses it";
  EXPECT_EQ(bea.phone.get(self).at("state"), "waiting");
  bea.browser.press("Yes, that is my phone");
  EXPECT_EQ(bea.phone.get(self).at("state"), "active");
}

}  // namespace
}  // namespace sallyport::testkit
