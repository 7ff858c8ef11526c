// Guessing costs, and the real user never pays: attackers with thousands of addresses and weeks of
// time, on a clock that is moved.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

/// An address in a network of its own, for each of up to 60,000 attackers.
std::string address_of(int attacker) {
  return fmt::format("10.{}.{}.1", attacker / 250, attacker % 250);
}

/// A stranger at the sign-in page, whose form is sent again and again.
struct Stranger {
  explicit Stranger(Service& service) : page(service) {
    page.follows = false;
    come_anew();
  }
  void come_anew() {
    page.cookies.clear();
    page.open("/signin");
  }
  /// The status of one try from that address.
  int try_from(const std::string& sender, const std::string& address, const std::string& typed) {
    Browser once = page;
    once.sender = sender;
    once.submit({{"email", address}, {"password", typed}});
    return once.status();
  }
  Browser page;
};

constexpr int looked_at = 422;
constexpr int not_looked_at = 429;

bool signs_in_at_once(Browser& browser, const std::string& who) {
  sign_in(browser, who, password);
  const bool in = browser.path() == "/" && browser.status() == 200;
  if (in) browser.press("Log off");
  return in;
}

/// That is in her mailbox, whoever asked for it.
mail::Letter newest_reset_letter(Service& service) {
  service.deliver_letters();
  for (auto letter = service.mail.letters.rbegin(); letter != service.mail.letters.rend();
       ++letter) {
    if (letter->text.find("/reset/") != std::string::npos) return *letter;
  }
  throw Bug("a letter about a forgotten password was sent");
}

// The limit of guesses at a password, over 10,000 networks and 30 days, with the owner signing in
// once a week and the service started anew each day.
TEST(D1, NoMoreThanAHundredUntrustedGuessesBetweenTheOwnersSignIns) {
  Service service;
  service.add_person(email, password);
  Browser owner(service);
  ASSERT_TRUE(signs_in_at_once(owner, email));

  Stranger stranger(service);
  int guesses = 0;
  int most = 0;
  int attacker = 0;
  for (int day = 0; day < 30; ++day) {
    for (int i = 0; i < 334; ++i) {
      const int status = stranger.try_from(address_of(attacker++), email, "a guess");
      ASSERT_TRUE(status == looked_at || status == not_looked_at)
          << status << " on day " << day << ", try " << i;
      if (status == looked_at) ++guesses;
    }
    most = std::max(most, guesses);
    service.restart(service.settings());
    service.clock.advance(hours{23});
    stranger.come_anew();
    if (day % 7 == 6) {
      EXPECT_TRUE(signs_in_at_once(owner, email)) << day;
      guesses = 0;
    }
    service.clock.advance(hours{1});
  }
  EXPECT_GE(attacker, 10'000);
  EXPECT_EQ(most, 100);
}

// Who knows the password and guesses at verification codes, from ever new addresses, for 30 days.
TEST(D2, NoMoreThanThirtyThreeGuessesAtACodeInARow) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser owner(service);
  sign_in(owner, email, password, app);

  int guesses = 0;
  int attacker = 0;
  for (int quarter = 0; quarter < 30 * 24 * 4; quarter += quarter < 40 ? 1 : 96) {
    int of_quarter = 0;
    for (int attempt = 0; attempt < 4; ++attempt) {
      Browser thief(service);
      thief.sender = address_of(attacker++);
      sign_in(thief, email, password);
      ASSERT_EQ(thief.path(), "/signin/factor/totp");
      int of_attempt = 0;
      while (thief.path() == "/signin/factor/totp" && of_attempt < 7) {
        thief.submit({{"code", app.wrong_code()}});
        if (thief.status() == not_looked_at) break;
        ++of_attempt;
      }
      EXPECT_LE(of_attempt, 5);
      of_quarter += of_attempt;
    }
    EXPECT_LE(of_quarter, 10);
    guesses += of_quarter;
    service.clock.advance(minutes{15} * (quarter < 40 ? 1 : 96));
  }
  EXPECT_EQ(guesses, 33);
  constexpr double right_at_a_time = 3;  // this period's code, the one before, the one after
  EXPECT_LE(guesses * right_at_a_time / 1'000'000, 1e-4);

  sign_in(owner, email, password, app);
  EXPECT_EQ(owner.path(), "/") << "the factor was not disabled";
}

// Wrong passwords for many accounts from a thousand addresses, on more threads than there are
// cores, while people sign in with browsers that they have used before.
TEST(B4, KnownBrowsersAreNotHeldUpByAFloodOnManyThreads) {
  Service service;
  std::vector<Browser> people;
  for (int i = 0; i < 8; ++i) {
    service.add_person(fmt::format("p{}@company.example", i), password);
    people.emplace_back(service);
    ASSERT_TRUE(signs_in_at_once(people.back(), fmt::format("p{}@company.example", i)));
  }

  std::atomic<bool> over = false;
  std::atomic<int> attackers = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> flood;
  for (int thread = 0; thread < 20; ++thread) {
    flood.emplace_back([&] {
      Stranger stranger(service);
      while (!over) {
        const int attacker = attackers++ % 1000;
        stranger.try_from(address_of(attacker), fmt::format("p{}@company.example", attacker % 20),
                          "a guess");
        ++wrong;
      }
    });
  }
  while (wrong < 100) std::this_thread::yield();
  int came_in = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 8; ++i) {
      if (signs_in_at_once(people[static_cast<std::size_t>(i)],
                           fmt::format("p{}@company.example", i))) {
        ++came_in;
      }
    }
  }
  over = true;
  for (auto& thread : flood) thread.join();
  EXPECT_EQ(came_in, 80);
}

// An attacker who knows nothing but the address, for a whole day, from ever new networks.
TEST(B5, NobodyCanLockAPersonOutOfABrowserTheyHaveUsed) {
  Service service;
  service.add_person(email, password);
  Browser owner(service);
  ASSERT_TRUE(signs_in_at_once(owner, email));

  Stranger stranger(service);
  int attacker = 0;
  for (int quarter = 0; quarter < 24 * 4; ++quarter) {
    for (int i = 0; i < 30; ++i) {
      stranger.try_from(address_of(attacker++), email, "a guess");
      stranger.try_from(owner.sender, email, "a guess from her own network");
    }
    EXPECT_TRUE(signs_in_at_once(owner, email)) << "after " << quarter << " quarters";
    service.clock.advance(minutes{15});
    if (quarter % 16 == 15) stranger.come_anew();
  }
  EXPECT_THAT(service.audit(), Contains("limit_reached"));
}

// The same attacker also asks for emails about a forgotten password, as many as there may be, so
// that the owner cannot have another one. She sits at a strange browser, with her app and her
// email.
TEST(B5, APersonInAStrangeBrowserAlwaysHasAWay) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Stranger stranger(service);
  int attacker = 0;
  const auto attack_for_an_hour = [&] {
    for (int i = 0; i < 110; ++i) stranger.try_from(address_of(attacker++), email, "a guess");
    for (int i = 0; i < 4; ++i) {
      Browser bomber(service);
      bomber.sender = address_of(attacker++);
      bomber.open("/forgotten");
      bomber.submit({{"email", email}});
      service.deliver_letters();
      service.clock.advance(minutes{15});
    }
    stranger.come_anew();
  };
  for (const int hours_of_attack : {1, 2, 5, 9, 6}) {
    for (int hour = 0; hour < hours_of_attack; ++hour) attack_for_an_hour();

    Browser strange(service);
    strange.sender = "203.0.113.7";
    sign_in(strange, email, password);
    ASSERT_EQ(strange.status(), not_looked_at);
    EXPECT_THAT(strange.text_of("problem"), HasSubstr("Forgotten your password?"));
    strange.click("Forgotten your password?");
    strange.submit({{"email", email}});
    strange.open(Service::link_in(newest_reset_letter(service)));
    strange.press("Choose a new password");
    strange.submit({{"code", app.code_now()}});
    ASSERT_EQ(strange.path(), "/password/set") << strange.text();
    strange.submit({{"password", password}});
    ASSERT_EQ(strange.path(), "/signin") << strange.text();

    for (int i = 0; i < 110; ++i) stranger.try_from(address_of(attacker++), email, "a guess");
    service.clock.advance(seconds{30});
    sign_in(strange, email, password, app);
    EXPECT_EQ(strange.path(), "/") << "after " << hours_of_attack << " hours";
  }
}

}  // namespace
}  // namespace sallyport::testkit
