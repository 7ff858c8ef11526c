#include "kit/http/bell.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "kit/http/held_requests.hpp"

namespace sallyport::http {
namespace {

using End = HeldRequests::End;
using Number = HeldRequests::Number;
using Outcome = HeldRequests::Outcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Who was woken and how, in that order.
struct Woken {
  std::vector<std::pair<std::string, End>> all;
  HeldRequests::Wake wake(std::string name) {
    return [this, name = std::move(name)](Number, End how) { all.emplace_back(name, how); };
  }
};

Hold hold_for(std::string topic, std::string who = "", std::size_t most_of_who = 1) {
  return {.topic = std::move(topic),
          .most = std::chrono::seconds{25},
          .who = std::move(who),
          .most_of_who = most_of_who};
}

TEST(Bell, TellsWhetherATopicRangSince) {
  Bell bell;
  const auto before = bell.rings();
  EXPECT_FALSE(bell.rang_since(before, "device 1"));
  bell.ring("device 1");
  EXPECT_TRUE(bell.rang_since(before, "device 1"));
  EXPECT_FALSE(bell.rang_since(before, "device 2"));
  EXPECT_FALSE(bell.rang_since(bell.rings(), "device 1"));
}

TEST(Bell, RemembersARingHoweverManyCameAfterIt) {
  Bell bell;
  const auto before = bell.rings();
  bell.ring("device 1");
  for (int i = 0; i < 10'000; ++i) bell.ring(fmt::format("other {}", i));
  EXPECT_TRUE(bell.rang_since(before, "device 1"));
}

TEST(HeldRequests, AreWokenByTheirTopicOnce) {
  Bell bell;
  HeldRequests held{bell, 10};
  Woken woken;
  const auto one = held.take(hold_for("a"), bell.rings(), woken.wake("one"));
  const auto two = held.take(hold_for("a"), bell.rings(), woken.wake("two"));
  const auto other = held.take(hold_for("b"), bell.rings(), woken.wake("other"));
  EXPECT_EQ(one.outcome, Outcome::held);
  bell.ring("a");
  bell.ring("a");
  EXPECT_THAT(woken.all, ElementsAre(Pair("one", End::rung), Pair("two", End::rung)));
}

TEST(HeldRequests, AreNotHeldWhenTheTopicRangMeanwhile) {
  Bell bell;
  HeldRequests held{bell, 10};
  Woken woken;
  const auto before = bell.rings();
  bell.ring("a");
  EXPECT_EQ(held.take(hold_for("a"), before, woken.wake("one")).outcome, Outcome::rung_already);
  EXPECT_EQ(held.take(hold_for("b"), before, woken.wake("two")).outcome, Outcome::held);
}

TEST(HeldRequests, AreSoManyInTotal) {
  Bell bell;
  HeldRequests held{bell, 2};
  Woken woken;
  auto one = held.take(hold_for("a", "ann"), bell.rings(), woken.wake("one"));
  const auto two = held.take(hold_for("a"), bell.rings(), woken.wake("two"));
  EXPECT_EQ(held.take(hold_for("a"), bell.rings(), woken.wake("three")).outcome, Outcome::no_room);
  one.place.give_back();
  const auto four = held.take(hold_for("a", "ann"), bell.rings(), woken.wake("four"));
  EXPECT_EQ(four.outcome, Outcome::held) << "a place that was given back is free";
  const auto five = held.take(hold_for("a", "ann"), bell.rings(), woken.wake("five"));
  EXPECT_EQ(five.outcome, Outcome::held) << "who replaces an own one needs no more room";
  EXPECT_THAT(woken.all, ElementsAre(Pair("four", End::over)));
  bell.ring("a");
  const auto after = held.take(hold_for("a"), bell.rings(), woken.wake("after"));
  EXPECT_EQ(after.outcome, Outcome::held) << "who was woken has left";
}

TEST(HeldRequests, OfOneDeviceEndWithItsOldest) {
  Bell bell;
  HeldRequests held{bell, 10};
  Woken woken;
  std::vector<HeldRequests::Taken> taken;
  for (const char* name : {"first", "second", "third"}) {
    taken.push_back(held.take(hold_for("a", "phone", 2), bell.rings(), woken.wake(name)));
  }
  taken.push_back(held.take(hold_for("a", "phone 2", 2), bell.rings(), woken.wake("other")));
  EXPECT_THAT(woken.all, ElementsAre(Pair("first", End::over)));
  taken[1].place.give_back();
  taken.push_back(held.take(hold_for("b", "phone", 2), bell.rings(), woken.wake("fourth")));
  EXPECT_THAT(woken.all, ElementsAre(Pair("first", End::over)));
}

TEST(HeldRequests, ThatWentAreNotWoken) {
  Bell bell;
  HeldRequests held{bell, 10};
  Woken woken;
  held.take(hold_for("a", "phone"), bell.rings(), woken.wake("gone")).place.give_back();
  const auto next = held.take(hold_for("a", "phone"), bell.rings(), woken.wake("next"));
  held.ignore_rings();
  bell.ring("a");
  EXPECT_THAT(woken.all, IsEmpty());
}

// The promise behind it all. What is looked at is a number that only grows; whoever changes it
// rings. Who looked before the change must never be left waiting after it.
TEST(BellThreads, LoseNoRingBetweenTheLookAndTheWait) {
  constexpr int waits = 3'000;
  Bell bell;
  HeldRequests held{bell, 100};
  std::atomic<bool> over = false;
  std::vector<std::thread> people;
  for (const std::string topic : {"a", "b", "c"}) {
    auto change = std::make_shared<std::atomic<int>>(0);
    auto seen = std::make_shared<std::atomic<int>>(0);
    people.emplace_back([&, topic, change, seen] {  // changes as soon as the last was seen
      for (int i = 1; i <= waits; ++i) {
        *change = i;
        bell.ring(topic);
        while (*seen < i && !over) std::this_thread::yield();
      }
    });
    people.emplace_back([&, topic, change, seen] {
      for (int last = 0; last < waits;) {
        const auto rings = bell.rings();
        const int now = *change;
        if (now > last) {
          last = now;
          *seen = now;
          continue;
        }
        auto woken = std::make_shared<std::atomic<bool>>(false);
        const auto taken =
            held.take(hold_for(topic), rings, [woken](Number, End) { *woken = true; });
        const auto start = std::chrono::steady_clock::now();
        while (taken.outcome == Outcome::held && !*woken) {
          std::this_thread::yield();
          if (std::chrono::steady_clock::now() - start < std::chrono::seconds{30}) continue;
          ADD_FAILURE() << "topic " << topic << " rang and nobody was woken, after " << last;
          over = true;
          return;
        }
      }
    });
  }
  for (auto& person : people) person.join();
}

}  // namespace
}  // namespace sallyport::http
