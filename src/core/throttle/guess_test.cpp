#include "core/throttle/guess.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>

#include "core/core_fixture.hpp"

namespace sallyport::throttle {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Guesses : public Core {
 protected:
  Guess guess(std::string_view address, std::string_view sender) {
    return guess_of(keys.throttle_key, email(address), Address::parse(sender).value(),
                    SenderLimit{});
  }
  std::optional<Refusal> look(const Guess& of) {
    return read([&](db::Read& db) { return refusal(db, of, now); });
  }
  Spent spend_one(const Guess& of) {
    return write([&](db::Write& db) { return spend(db, of, now); });
  }
  /// A guess as soon as its lane may: how long it had to wait.
  seconds guess_when_it_may(const Guess& of) {
    const auto refused = look(of);
    const seconds wait = refused ? refused->wait : seconds{0};
    now += wait;
    EXPECT_FALSE(spend_one(of).refusal);
    return wait;
  }
};
using GuessThreads = Guesses;

constexpr std::string_view ann = "ann@kroon.example";

TEST_F(Guesses, WaitLongerTheMoreOfThemWereWrong) {
  const Guess of = guess(ann, "192.0.2.1");
  std::vector<seconds> waited;
  for (std::int64_t wrong = 0; wrong < most_guesses; ++wrong) {
    waited.push_back(guess_when_it_may(of));
  }
  const auto all_wait = [&](std::size_t from, std::size_t to, seconds wait) {
    for (std::size_t wrong = from; wrong < to; ++wrong) EXPECT_EQ(waited[wrong], wait) << wrong;
  };
  all_wait(0, 3, seconds{0});
  all_wait(3, 9, seconds{1});
  all_wait(9, 25, seconds{3});
  all_wait(25, 50, seconds{5});
  all_wait(50, most_guesses, seconds{10});
}

TEST_F(Guesses, AreRefusedWhileTheirLaneWaitsAndThatCostsNothing) {
  const Guess of = guess(ann, "192.0.2.1");
  for (int i = 0; i < 9; ++i) guess_when_it_may(of);
  for (int i = 0; i < 50; ++i) {
    const auto refused = look(of);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->why, Refused::lane);
    EXPECT_EQ(refused->wait, seconds{3});
    EXPECT_EQ(spend_one(of).refusal->wait, seconds{3});
  }
  now += seconds{3};
  EXPECT_FALSE(look(of));
}

TEST_F(Guesses, OfAStrangerElsewhereAreInAnotherLane) {
  for (int i = 0; i < 3; ++i) guess_when_it_may(guess(ann, "192.0.2.1"));
  EXPECT_TRUE(look(guess(ann, "192.0.2.254")));
  EXPECT_FALSE(look(guess(ann, "192.0.3.1")));
  EXPECT_FALSE(look(guess("bob@kroon.example", "192.0.2.1")));
}

TEST_F(Guesses, OfALaneAreForgottenAfterADay) {
  const Guess of = guess(ann, "192.0.2.1");
  for (int i = 0; i < 30; ++i) guess_when_it_may(of);
  now += hours{24};
  EXPECT_FALSE(spend_one(of).refusal);
  EXPECT_FALSE(look(of)) << "as after the first";
}

TEST_F(Guesses, AreNotHeldUpByAClockThatWasPutBack) {
  const Guess of = guess(ann, "192.0.2.1");
  for (int i = 0; i < 60; ++i) guess_when_it_may(of);
  now -= hours{1};
  EXPECT_FALSE(look(of));
  EXPECT_FALSE(spend_one(of).refusal);
}

TEST_F(Guesses, AreOverAfterAHundredFromWhereverUntilARightOne) {
  for (int i = 0; i < most_guesses; ++i) {
    const auto spent = spend_one(guess(ann, "10.0." + std::to_string(i) + ".1"));
    EXPECT_FALSE(spent.refusal);
    EXPECT_EQ(spent.reached == Refused::account, i + 1 == most_guesses);
  }
  const Guess elsewhere = guess(ann, "203.0.113.7");
  now += hours{24 * 365};
  ASSERT_TRUE(look(elsewhere));
  EXPECT_EQ(look(elsewhere)->why, Refused::account);
  EXPECT_EQ(spend_one(elsewhere).refusal->why, Refused::account);
  EXPECT_FALSE(look(guess("bob@kroon.example", "203.0.113.7")));
  write([&](db::Write& db) { forgive_account(db, keys.throttle_key, email(ann)); });
  EXPECT_FALSE(look(elsewhere));
}

TEST_F(GuessThreads, SentTogetherPassNoMoreThanTheLaneAllows) {
  const Guess of = guess(ann, "192.0.2.1");
  std::atomic<int> passed = 0;
  in_threads(8, [&] {
    for (int i = 0; i < 8; ++i) {
      if (!spend_one(of).refusal) ++passed;
    }
  });
  EXPECT_EQ(passed, 3);
  now += seconds{1};
  EXPECT_EQ(read([&](db::Read& db) {
              return tries(db, {"password_account", most_guesses, until_success}, of.account, now);
            }),
            3)
      << "what was refused was given back";
}

TEST_F(Guesses, FromOneAddressOverManyAccountsAreOverAfterThirtyForFiveMinutes) {
  const auto account = [](int i) { return "p" + std::to_string(i % 6) + "@kroon.example"; };
  const Time first = now;
  for (int i = 0; i < 30; ++i) {
    const auto spent = spend_one(guess(account(i), "192.0.2.1"));
    EXPECT_FALSE(spent.refusal) << i;
    EXPECT_EQ(spent.reached == Refused::sender, i == 29);
    now += seconds{1};
  }
  const auto refused = look(guess("new@kroon.example", "192.0.2.1"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->why, Refused::sender);
  EXPECT_EQ(now + refused->wait, first + minutes{5}) << "to the second";
  EXPECT_FALSE(look(guess("new@kroon.example", "192.0.2.2"))) << "a neighbour";
  now += refused->wait;
  EXPECT_FALSE(look(guess("new@kroon.example", "192.0.2.1")));
}

TEST_F(Guesses, FromOneNetworkAreOverAfterTenTimesAsManyAsFromOneAddress) {
  for (const auto& [near, far] : {std::pair{"2001:db8:7:{:x}::1", "2001:db8:8::1"},
                                  std::pair{"203.0.113.{}", "203.0.114.1"}}) {
    const Time first = now;
    int made = 0;
    std::optional<Refusal> refused;
    for (int sender = 1; sender <= 65 && !refused; ++sender) {
      const std::string address = fmt::format(fmt::runtime(near), sender);
      for (int i = 0; i < 5 && !refused; ++i) {
        const Guess of = guess(fmt::format("p{}-{}@kroon.example", sender, i), address);
        refused = look(of);
        if (refused) break;
        const Spent spent = spend_one(of);
        EXPECT_FALSE(spent.refusal);
        EXPECT_EQ(spent.reached == Refused::network, ++made == 300) << made;
      }
    }
    ASSERT_TRUE(refused) << near;
    EXPECT_EQ(made, 300);
    EXPECT_EQ(refused->why, Refused::network);
    EXPECT_EQ(now + refused->wait, first + minutes{5});
    EXPECT_FALSE(look(guess("new@kroon.example", far)));
    const Guess other = guess("new@kroon.example", fmt::format(fmt::runtime(near), 200));
    const auto spent = spend_one(other);
    ASSERT_TRUE(spent.refusal) << "nor by being sent together";
    EXPECT_EQ(spent.refusal->why, Refused::network);
    now += minutes{5};
    EXPECT_FALSE(look(other));
  }
}

TEST_F(Guesses, FromOneAddressAtFewAccountsAreNotTakenForAFlood) {
  for (int i = 0; i < 40; ++i) {
    guess_when_it_may(guess("p" + std::to_string(i % 4) + "@kroon.example", "192.0.2.1"));
  }
  EXPECT_FALSE(look(guess("new@kroon.example", "192.0.2.1")));
}

TEST_F(Guesses, ThatWereRightDoNotCountAgainstAnOffice) {
  for (int i = 0; i < 100; ++i) {
    const Guess right = guess("p" + std::to_string(i) + "@kroon.example", "192.0.2.1");
    EXPECT_FALSE(spend_one(right).refusal) << i;
    write([&](db::Write& db) { forgive(db, right); });
  }
  EXPECT_FALSE(look(guess("new@kroon.example", "192.0.2.1")));
}

TEST_F(Guesses, AreSweptWhenTheyNoLongerCountButNotTheAccounts) {
  guess_when_it_may(guess(ann, "192.0.2.1"));
  EXPECT_EQ(count("throttle"), 2);
  EXPECT_EQ(count("sender_guess"), 2);
  write([&](db::Write& db) { sweep(db, now + hours{24}); });
  EXPECT_EQ(count("throttle"), 1);
  EXPECT_EQ(count("sender_guess"), 0);
}

}  // namespace
}  // namespace sallyport::throttle
