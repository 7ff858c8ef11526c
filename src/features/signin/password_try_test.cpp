#include "features/signin/password_try.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* nobody = "nobody@company.example";
constexpr const char* password = "correct horse battery";

/// A guess as soon as it is allowed.
void guess(Service& service, Browser& browser, const std::string& address) {
  testkit::sign_in(browser, address, "not the password");
  if (browser.status() != 429) return;
  service.clock.advance(seconds{std::stoi(browser.header("Retry-After"))});
  testkit::sign_in(browser, address, "not the password");
  EXPECT_EQ(browser.status(), 422);
}

/// Guesses from ever new networks until no more are looked at.
void guess_from_everywhere(Service& service, const std::string& address) {
  for (int i = 0; i < throttle::most_guesses; ++i) {
    Browser guesser(service);
    guesser.sender = "10.1." + std::to_string(i) + ".1";
    testkit::sign_in(guesser, address, "not the password");
    ASSERT_EQ(guesser.status(), 422) << i;
  }
}

TEST(PasswordTry, WaitsSecondsThatGrowAndSaysHowMany) {
  Service service;
  service.add_person(email, password);
  for (const char* address : {email, nobody}) {
    Browser guesser(service);
    for (int i = 0; i < 3; ++i) {
      testkit::sign_in(guesser, address, "not the password");
      EXPECT_EQ(guesser.status(), 422) << i;
    }
    testkit::sign_in(guesser, address, password);
    EXPECT_EQ(guesser.status(), 429) << "not even the right one is looked at";
    EXPECT_EQ(guesser.text_of("problem"),
              "Too many wrong passwords. Wait 1 second, then try again.");
    EXPECT_EQ(guesser.header("Retry-After"), "1");
    EXPECT_EQ(guesser.attribute("email", "value"), address);
    EXPECT_EQ(guesser.response().held_for, seconds{1});
    for (int i = 3; i < 9; ++i) guess(service, guesser, address);
    testkit::sign_in(guesser, address, password);
    EXPECT_THAT(guesser.text_of("problem"), HasSubstr("Wait 3 seconds"));
  }

  Browser owner(service);
  owner.sender = "203.0.113.7";
  testkit::sign_in(owner, email, password);
  EXPECT_EQ(owner.path(), "/") << "a stranger elsewhere does not hold her up";

  service.clock.advance(seconds{3});
  Browser later(service);
  testkit::sign_in(later, email, password);
  EXPECT_EQ(later.path(), "/");
}

TEST(PasswordTry, CostsNoHashWhileItWaits) {
  Service service;
  service.add_person(email, password);
  Browser guesser(service);
  for (int i = 0; i < 3; ++i) testkit::sign_in(guesser, email, "not the password");
  const auto before = service.service().site().hasher.made();
  const auto rows = service.audit().size();
  for (int i = 0; i < 50; ++i) testkit::sign_in(guesser, email, "not the password");
  EXPECT_EQ(service.service().site().hasher.made(), before);
  EXPECT_EQ(service.audit().size(), rows) << "and nothing is written";
}

TEST(PasswordTry, ARightPasswordGivesTheTriesBack) {
  Service service;
  service.add_person(email, password);
  for (int round = 0; round < 3; ++round) {
    Browser unknown(service);
    for (int i = 0; i < 2; ++i) testkit::sign_in(unknown, email, "not the password");
    testkit::sign_in(unknown, email, password);
    EXPECT_EQ(unknown.path(), "/") << round;
  }
}

TEST(PasswordTry, AHundredWrongOnesShutOutAllBrowsersButTheKnownOnes) {
  Service service;
  service.add_person(email, password);
  Browser known(service);
  testkit::sign_in(known, email, password);
  known.press("Log off");
  guess_from_everywhere(service, email);
  EXPECT_THAT(service.audit(), Contains("limit_reached"));

  Browser unknown(service);
  testkit::sign_in(unknown, email, password);
  EXPECT_EQ(unknown.status(), 429);
  EXPECT_THAT(unknown.text_of("problem"),
              AllOf(HasSubstr("A browser in which you have logged in before still lets you in"),
                    HasSubstr("Forgotten your password?")));
  EXPECT_EQ(unknown.header("Retry-After"), "");

  testkit::sign_in(known, email, password);
  EXPECT_EQ(known.path(), "/");
  testkit::sign_in(unknown, email, password);
  EXPECT_EQ(unknown.path(), "/") << "a known browser's success frees the others";
}

TEST(PasswordTry, ShutsOutUnknownAddressesInTheSameWords) {
  Service service;
  service.add_person(email, password);
  std::vector<std::string> problems;
  for (const char* address : {email, nobody}) {
    guess_from_everywhere(service, address);
    Browser browser(service);
    testkit::sign_in(browser, address, password);
    EXPECT_EQ(browser.status(), 429);
    problems.push_back(browser.text_of("problem"));
  }
  EXPECT_EQ(problems[0], problems[1]);
}

TEST(PasswordTry, AKnownBrowserNeverWaitsAndAfterTenWrongOnesIsNoLongerKnown) {
  Service service;
  service.add_person(email, password);
  Browser known(service);
  testkit::sign_in(known, email, password);
  known.press("Log off");
  for (int i = 0; i < 10; ++i) {
    testkit::sign_in(known, email, "not the password");
    EXPECT_EQ(known.status(), 422) << i;
  }
  EXPECT_THAT(service.audit(), Not(Contains("browser_forgotten")));
  testkit::sign_in(known, email, "not the password");
  EXPECT_EQ(known.status(), 422) << "looked at like anybody's";
  EXPECT_THAT(service.audit(), Contains("browser_forgotten"));
  for (int i = 0; i < 2; ++i) testkit::sign_in(known, email, "not the password");
  testkit::sign_in(known, email, password);
  EXPECT_EQ(known.status(), 429);
}

TEST(PasswordTry, AKnownBrowserMayMistypeTenTimesInAQuarterOfAnHourForEver) {
  Service service;
  service.add_person(email, password);
  Browser known(service);
  testkit::sign_in(known, email, password);
  known.press("Log off");
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 9; ++i) testkit::sign_in(known, email, "not the password");
    testkit::sign_in(known, email, password);
    EXPECT_EQ(known.path(), "/") << round;
    known.press("Log off");
  }
}

TEST(PasswordTry, ABrowserKnownToOneAccountIsAStrangerToAnother) {
  Service service;
  service.add_person(email, password);
  service.add_person("bob@company.example", password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Log off");
  for (int i = 0; i < 3; ++i) testkit::sign_in(browser, "bob@company.example", "not the password");
  testkit::sign_in(browser, "bob@company.example", password);
  EXPECT_EQ(browser.status(), 429);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
}

TEST(PasswordTry, OneAddressThatTriesManyAccountsWaitsFiveMinutesButNotItsKnownBrowsers) {
  Service service;
  service.add_person(email, password);
  Browser known(service);
  testkit::sign_in(known, email, password);
  known.press("Log off");

  Browser guesser(service);
  for (int i = 0; i < 30; ++i) {
    testkit::sign_in(guesser, "p" + std::to_string(i) + "@company.example", "Winter2027!");
    EXPECT_EQ(guesser.status(), 422) << i;
  }
  testkit::sign_in(guesser, "p31@company.example", "Winter2027!");
  EXPECT_EQ(guesser.status(), 429);
  EXPECT_THAT(guesser.text_of("problem"), HasSubstr("Wait 5 minutes"));
  EXPECT_EQ(guesser.header("Retry-After"), "300");

  testkit::sign_in(known, email, password);
  EXPECT_EQ(known.path(), "/") << "the same address, a known browser";
  service.clock.advance(minutes{5});
  testkit::sign_in(guesser, email, password);
  EXPECT_EQ(guesser.path(), "/");
}

TEST(PasswordTry, WhoFindsNoRoomForTheHashIsToldAndNothingIsSpent) {
  Service service;
  service.add_person(email, password);
  auto& hasher = service.service().site().hasher;
  Browser browser(service);
  browser.open("/signin");
  {
    std::vector<crypto::HashPlace> places;
    try {
      while (true) places.push_back(hasher.take_place({.trusted = false, .network = "elsewhere"}));
    } catch (const crypto::Overloaded&) {
    }
    try {
      while (true) places.push_back(hasher.take_place({.trusted = false, .network = "and there"}));
    } catch (const crypto::Overloaded&) {
    }
    for (int i = 0; i < 20; ++i) {
      Browser turned_away = browser;
      turned_away.submit({{"email", email}, {"password", "not the password"}});
      EXPECT_EQ(turned_away.status(), 503);
      EXPECT_NE(turned_away.header("Retry-After"), "");
    }
  }
  EXPECT_EQ(service.database().read([](db::Read& db) {
    return db.find_one("SELECT COUNT(*) AS number FROM throttle")->integer("number");
  }),
            0);
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.path(), "/");
}

}  // namespace
}  // namespace sallyport::signin
