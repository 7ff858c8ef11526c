// Linking a phone by the code that a page shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "base/encoding.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* page = "/account-security/two-factor/pocket";

struct Linking : testing::Test {
  Linking() { open_page(); }
  void open_page() {
    ann.browser.open("/account-security/two-factor/method");
    if (ann.browser.path() == "/confirm") {
      ann.browser.press("Verify", {{"password", PersonWithPhone::password}});
    }
    ann.browser.click("Log in by simply pressing one button");
  }
  [[nodiscard]] std::string state_of_device() {
    return ann.phone.get("/pocket/api/v1/devices/self").at("state");
  }
  PersonWithPhone ann;
};
using M32 = Linking;
using M33 = Linking;
using M34 = Linking;

TEST_F(M32, TheCodeUnderTheQrCodeCanBeTyped) {
  const std::string shown = code_on(ann.browser);
  EXPECT_THAT(shown, testing::MatchesRegex("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}"));
  const Told told = ann.phone.look_up(shown);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.at("portal"), "Customer Portal");
  EXPECT_EQ(told.at("account"), "a…n@example.com") << "enough for its owner to know it";
  EXPECT_EQ(told.at("organisation"), "Example BV");
  EXPECT_EQ(told.at("from"), "") << "null: no phone is moved";
  EXPECT_EQ(from_base64url(told.at("nonce"))->size(), 32U);
}

TEST_F(M32, TypingItMayBeSloppy) {
  const std::string shown = code_on(ann.browser);
  std::string sloppy = " ";
  for (const char letter : shown) {
    if (letter == '0') {
      sloppy += 'o';
    } else if (letter == '1') {
      sloppy += sloppy.size() % 2 == 0 ? 'l' : 'I';
    } else {
      sloppy += letter == '-' ? ' ' : static_cast<char>(std::tolower(letter));
    }
  }
  EXPECT_EQ(ann.phone.look_up(sloppy + "-").status, 200) << sloppy;
  EXPECT_EQ(ann.phone.link(sloppy).status, 201);
}

TEST_F(M32, TheQrCodeLeadsToPocketWithTheCodeInTheFragment) {
  // What is drawn cannot be read here; its path comes from the address and the code alone.
  auto settings = test_settings();
  settings.pocket.address = "https://pocket.example";
  PersonWithPhone own_name(settings);
  own_name.browser.open("/account-security/two-factor/method");
  own_name.browser.press("Verify", {{"password", PersonWithPhone::password}});
  own_name.browser.click("Log in by simply pressing one button");
  EXPECT_THAT(own_name.browser.html(), HasSubstr("<svg"));
  EXPECT_THAT(own_name.browser.html(), Not(HasSubstr("#link=")));
  own_name.phone.audience = "https://pocket.example";
  EXPECT_EQ(own_name.phone.link(code_on(own_name.browser)).status, 201);
}

TEST_F(M33, ThePageSaysThatThePhoneWasFoundAndThenThatItIsLinked) {
  const std::string code = code_on(ann.browser);
  EXPECT_THAT(ann.browser.text(), HasSubstr("Waiting for your phone…"));
  const Told found = ann.phone.look_up(code);
  ann.browser.open(page);
  EXPECT_THAT(ann.browser.text(), HasSubstr("Phone found. Confirm on your phone."));
  EXPECT_EQ(code_on(ann.browser), code) << "looking takes nothing";
  const Told told = ann.phone.complete(code, found.at("nonce"));
  EXPECT_EQ(told.at("state"), "waiting");
  EXPECT_EQ(told.at("check"), found.at("check"));
  EXPECT_EQ(state_of_device(), "waiting");
  ann.browser.open(page);
  EXPECT_THAT(ann.browser.text(),
              HasSubstr("Pixel 8 scanned the QR code. It shows the number " + told.at("check")));
  EXPECT_THAT(ann.browser.html(), HasSubstr("data-goes-on=\"now\"")) << "nothing is to be pressed";
  ann.browser.press("Yes, that is my phone");
  EXPECT_THAT(ann.browser.text(),
              HasSubstr("The link is successful: Pixel 8. Your phone shows " + told.at("check")));
  EXPECT_EQ(state_of_device(), "active");
  EXPECT_THAT(ann.letters_about("Two-factor authentication"), SizeIs(1));
}

TEST_F(M33, WhoWaitsIsToldAtOnce) {
  const auto ask = [&](const std::string& state) {
    Browser other = ann.browser;
    const std::string& html = ann.browser.html();
    const auto at = html.find("data-wait=\"") + 11;
    other.send(http::Method::get, html.substr(at, html.find('"', at) - at) + "?state=" + state);
    return other.html();
  };
  EXPECT_EQ(ask("waiting"), "waiting\n");
  const Told found = ann.phone.look_up(code_on(ann.browser));
  EXPECT_EQ(ask("waiting"), "scanned\n");
  static_cast<void>(ann.phone.complete(code_on(ann.browser), found.at("nonce")));
  EXPECT_EQ(ask("scanned"), "answered\n");
  Browser stranger(ann.service);
  stranger.follows = false;
  const std::string& html = ann.browser.html();
  const auto at = html.find("data-wait=\"") + 11;
  stranger.open(html.substr(at, html.find('"', at) - at));
  EXPECT_EQ(stranger.status(), 303) << "only whose page it is";
}

TEST_F(M34, ACodeIsUsedOnceAndASecondPhoneCannotUseIt) {
  const std::string code = code_on(ann.browser);
  const Told first = ann.phone.look_up(code);
  Phone second(ann.service, "Thief");
  const Told also_found = second.look_up(code);
  EXPECT_EQ(also_found.status, 200) << "looking is not using";
  ASSERT_EQ(ann.phone.complete(code, first.at("nonce")).status, 201);
  const Told told = second.complete(code, also_found.at("nonce"));
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.error(), "code_used");
  EXPECT_EQ(second.look_up(code).error(), "code_used");
}

TEST_F(M34, AnAnswerThatGotLostCanBeHadAgain) {
  const std::string code = code_on(ann.browser);
  const std::string nonce = ann.phone.look_up(code).at("nonce");
  const Told first = ann.phone.complete(code, nonce);
  ASSERT_EQ(first.status, 201);
  Told again = ann.phone.complete(code, nonce);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.members, first.members);
  ann.browser.open(page);
  ann.browser.press("Yes, that is my phone");
  again = ann.phone.complete(code, nonce);
  EXPECT_EQ(again.status, 200) << "as long as the code would have lasted";
  EXPECT_EQ(again.at("state"), "active");
  ann.service.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(ann.phone.complete(code, nonce).status, 409);
}

TEST_F(M34, ACodeExpiresAfterFiveMinutesAndThePageShowsANewOne) {
  const std::string first = code_on(ann.browser);
  ann.service.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(ann.phone.look_up(first).status, 410);
  EXPECT_EQ(ann.phone.look_up(first).error(), "code_expired");
  ann.browser.open(page);
  const std::string second = code_on(ann.browser);
  EXPECT_THAT(second, SizeIs(19));
  EXPECT_NE(second, first);
  EXPECT_EQ(ann.phone.link(second).status, 201);
}

TEST_F(M34, ItShowsANewOneByItselfThreeTimesAndThenAsks) {
  std::vector<std::string> codes{code_on(ann.browser)};
  for (int i = 0; i < 3; ++i) {
    ann.service.clock.advance(std::chrono::minutes{5});
    ann.browser.open(page);
    codes.push_back(code_on(ann.browser));
  }
  EXPECT_THAT(std::set<std::string>(codes.begin(), codes.end()), SizeIs(4));
  ann.service.clock.advance(std::chrono::minutes{5});
  ann.browser.open(page);
  EXPECT_EQ(code_on(ann.browser), "");
  EXPECT_THAT(ann.browser.text(), HasSubstr("shown for a while and is no longer valid"));
  ann.browser.press("Show a new QR code");
  if (ann.browser.path() == "/confirm") {
    ann.browser.press("Verify", {{"password", PersonWithPhone::password}});
    if (code_on(ann.browser).empty()) ann.browser.press("Show a new QR code");
  }
  EXPECT_THAT(code_on(ann.browser), SizeIs(19));
  EXPECT_EQ(ann.phone.link(code_on(ann.browser)).status, 201);
}

TEST_F(M34, TheOldQrCodeIsDeadOnceANewOneIsShown) {
  const std::string old = code_on(ann.browser);
  Phone thief(ann.service, "Thief");
  ASSERT_EQ(thief.link(old).status, 201);
  ann.browser.open(page);
  ann.browser.press("Not my phone");
  const std::string fresh = code_on(ann.browser);
  EXPECT_NE(fresh, old);
  EXPECT_EQ(ann.phone.look_up(old).status, 410);
  EXPECT_EQ(ann.phone.link(fresh).status, 201);
}

TEST_F(M34, WhatIsNoCodeIsUnknown) {
  for (const char* code : {"", "7K4M", "7K4MQ9XTRA2BV6H!", "https://evil.example/pocket/#link=x",
                           "7K4MQ9XTRA2BV6HDD", "UUUUUUUUUUUUUUUU"}) {
    Phone phone(ann.service);
    phone.sender = "203.0.113." + std::to_string(std::string{code}.size());
    const Told told = phone.look_up(code);
    EXPECT_EQ(told.status, 404) << code;
    EXPECT_EQ(told.error(), "code_unknown") << code;
  }
}

TEST_F(M34, TheCodeStandsInNoLog) {
  const std::string code = code_on(ann.browser);
  static_cast<void>(ann.phone.look_up(code));
  static_cast<void>(ann.phone.link(code));
  ann.browser.open(page);
  ann.browser.press("Yes, that is my phone");
  std::string bare = code;
  std::erase(bare, '-');
  ASSERT_THAT(ann.service.log_lines(), Not(IsEmpty()));
  for (const std::string& line : ann.service.log_lines()) {
    EXPECT_THAT(line, AllOf(Not(HasSubstr(code)), Not(HasSubstr(bare))));
  }
  EXPECT_THAT(ann.service.database_bytes(), AllOf(Not(HasSubstr(code)), Not(HasSubstr(bare))));
}

}  // namespace
}  // namespace sallyport::testkit
