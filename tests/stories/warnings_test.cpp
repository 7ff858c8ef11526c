// What the owner of an account is told by email when somebody tries to get in, or gets in where it
// is out of the ordinary: once, however often it is repeated.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* ann = "ann@company.example";
constexpr const char* password = "correct horse battery";

struct Owner {
  Owner() : browser(service) {
    service.add_person(ann, password);
    app.emplace(service.enrol_totp(ann));
    browser.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0";
    log_in(browser);
    browser.press("Log off");
  }
  void log_in(Browser& in) {
    service.clock.advance(std::chrono::seconds{30});  // each code counts once
    sign_in(in, ann, password, *app);
  }
  /// From ever new networks, so that no lane has to wait.
  void type_wrong_passwords(const std::string& email, int times) {
    Browser stranger(service);
    for (int i = 0; i < times; ++i) {
      stranger.sender = fmt::format("10.{}.{}.1", i / 250, i % 250);
      stranger.open("/signin");
      stranger.submit({{"email", email}, {"password", "a guess"}});
    }
  }
  std::vector<mail::Letter> letters(const std::string& subject) {
    service.deliver_letters();
    std::vector<mail::Letter> found;
    std::copy_if(service.mail.letters.begin(), service.mail.letters.end(),
                 std::back_inserter(found),
                 [&](const mail::Letter& letter) { return letter.subject == subject; });
    return found;
  }
  Service service;
  Browser browser;
  std::optional<Authenticator> app;
};

TEST(Warnings, TellOnceOfAHundredWrongPasswords) {
  Owner owner;
  const std::string subject = "Many wrong passwords were typed for your account";
  owner.type_wrong_passwords(ann, 99);
  EXPECT_TRUE(owner.letters(subject).empty());
  owner.type_wrong_passwords(ann, 10);
  ASSERT_EQ(owner.letters(subject).size(), 1U);
  EXPECT_THAT(owner.letters(subject).front().text,
              AllOf(HasSubstr("a hundred wrong passwords"), HasSubstr("/forgotten"),
                    Not(HasSubstr("/not-me/"))));
}

TEST(Warnings, TellNothingOfAHundredPasswordsOfWhichTheLastIsRight) {
  Owner owner;
  owner.type_wrong_passwords(ann, 99);
  Browser elsewhere(owner.service);
  elsewhere.sender = "203.0.113.1";
  owner.log_in(elsewhere);
  EXPECT_TRUE(owner.letters("Many wrong passwords were typed for your account").empty());
}

TEST(Warnings, TellNobodyOfPasswordsForAnAddressThatNobodyHas) {
  Owner owner;
  owner.service.deliver_letters();
  const auto before = owner.service.mail.letters.size();
  owner.type_wrong_passwords("nobody@company.example", 105);
  owner.service.deliver_letters();
  EXPECT_EQ(owner.service.mail.letters.size(), before);
}

TEST(Warnings, TellThatABrowserIsNoLongerKnownAndTheReaderCanObject) {
  Owner owner;
  const std::string subject = "A browser is no longer known";
  owner.browser.open("/signin");
  for (int i = 0; i < 10; ++i) owner.browser.submit({{"email", ann}, {"password", "a guess"}});
  EXPECT_TRUE(owner.letters(subject).empty());
  for (int i = 0; i < 3; ++i) owner.browser.submit({{"email", ann}, {"password", "a guess"}});
  ASSERT_EQ(owner.letters(subject).size(), 1U);
  const mail::Letter letter = owner.letters(subject).front();
  EXPECT_THAT(letter.text, HasSubstr("Firefox on Windows"));
  Browser reader(owner.service);
  reader.open(Service::link_in(letter));
  EXPECT_THAT(reader.text(), HasSubstr("that Firefox on Windows is no longer known."));
  reader.submit({});
  EXPECT_EQ(reader.heading(), "Thank you for telling us");
  EXPECT_THAT(owner.service.audit(), testing::Contains("password_revoked"));
}

TEST(Warnings, TellThatABrowserIsNoLongerKnownForWrongCodesToo) {
  Owner owner;
  for (int guess = 0; guess < 33; ++guess) {
    owner.service.clock.advance(std::chrono::minutes{16});
    sign_in(owner.browser, ann, password);
    owner.browser.submit({{"code", owner.app->wrong_code()}});
  }
  EXPECT_EQ(owner.letters("A browser is no longer known").size(), 1U);
  EXPECT_EQ(owner.letters("Codes for your account are no longer looked at").size(), 0U);
}

TEST(Warnings, TellOnceOfFiveWrongCodesAndOnceThatCodesAreNoLongerLookedAt) {
  Owner owner;
  const std::string five = "Somebody typed wrong codes for your account";
  const std::string stopped = "Codes for your account are no longer looked at";
  Browser stranger(owner.service);
  stranger.sender = "198.51.100.7";
  for (int guess = 1; guess <= 36; ++guess) {
    owner.service.clock.advance(std::chrono::minutes{16});
    stranger.cookies.clear();
    sign_in(stranger, ann, password);
    stranger.submit({{"code", owner.app->wrong_code()}});
    EXPECT_EQ(owner.letters(five).size(), guess < 5 ? 0U : 1U) << guess;
    EXPECT_EQ(owner.letters(stopped).size(), guess < 33 ? 0U : 1U) << guess;
  }
  for (const std::string& subject : {five, stopped}) {
    const mail::Letter letter = owner.letters(subject).front();
    EXPECT_THAT(letter.text, HasSubstr("198.51.100.7"));
    Browser reader(owner.service);
    reader.open(Service::link_in(letter));
    EXPECT_THAT(reader.text(), HasSubstr("Wrong codes were typed for your account."));
  }
}

TEST(Warnings, TellNothingOfFiveCodesOfWhichTheLastIsRight) {
  Owner owner;
  sign_in(owner.browser, ann, password);
  for (int i = 0; i < 4; ++i) owner.browser.submit({{"code", owner.app->wrong_code()}});
  owner.service.clock.advance(std::chrono::seconds{30});
  owner.browser.submit({{"code", owner.app->code_now()}});
  EXPECT_EQ(owner.browser.path(), "/");
  EXPECT_TRUE(owner.letters("Somebody typed wrong codes for your account").empty());
}

TEST(Warnings, TellOnceADayThatAnEleventhSessionEndedTheOldest) {
  Owner owner;
  const std::string subject = "You were logged off where you had not been for longest";
  std::vector<Browser> places(13, Browser(owner.service));
  const auto log_in = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) owner.log_in(places[i]);
  };
  log_in(0, 10);
  EXPECT_TRUE(owner.letters(subject).empty());
  log_in(10, 13);
  ASSERT_EQ(owner.letters(subject).size(), 1U);
  EXPECT_THAT(owner.letters(subject).front().text, HasSubstr("/not-me/"));
  places.front().open("/account-security");
  EXPECT_EQ(places.front().path(), "/signin");
}

TEST(Warnings, TellWhoseAccessWasWithdrawnByWhom) {
  Owner owner;
  const auto birch = owner.service.add_organisation("Birch");
  owner.service.add_contact(birch, ann);
  owner.service.withdraw_access(birch, ann);
  const auto letters = owner.letters("You no longer have access for Birch");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters.front().text, HasSubstr("ask the administrator of Birch"));
}

}  // namespace
}  // namespace sallyport::testkit
