#include "kit/crypto/hash_lanes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>

#include "kit/crypto/password_hash.hpp"

namespace sallyport::crypto {
namespace {

using namespace std::chrono_literals;

HashAsker from(std::string network) { return {.trusted = false, .network = std::move(network)}; }

/// Runs `work` for that caller on a thread of its own.
std::future<void> send(HashLanes& lanes, HashLanes::Place place, std::function<void()> work) {
  auto held = std::make_shared<HashLanes::Place>(std::move(place));
  return std::async(std::launch::async,
                    [&lanes, held, work = std::move(work)] { lanes.run(*held, work); });
}

/// Takes places for that caller until there is no more room.
std::vector<HashLanes::Place> take_all(HashLanes& lanes, const HashAsker& asker) {
  std::vector<HashLanes::Place> places;
  try {
    while (true) places.push_back(lanes.take(asker));
  } catch (const Overloaded& overloaded) {
    EXPECT_GE(overloaded.retry_after, 1s);
  }
  return places;
}

TEST(HashLaneThreads, ReckonTheWaitFromQueueAndLanes) {
  EXPECT_EQ(expected_wait(0, 100ms, 2), 0s);
  EXPECT_EQ(expected_wait(10, 100ms, 2), 500ms);
}

TEST(HashLaneThreads, SendAwayEachForALittleLongerThanTheOneBefore) {
  HashLanes lanes(1, {.places = 1});
  const auto only = lanes.take({});
  lanes.run(only, [] { std::this_thread::sleep_for(100ms); });  // by which the lanes learn
  std::vector<std::chrono::seconds> waits;
  for (int i = 0; i < 500; ++i) {
    try {
      const auto none = lanes.take({});
      ADD_FAILURE() << "there was no place";
    } catch (const Overloaded& overloaded) {
      waits.push_back(overloaded.retry_after);
    }
  }
  EXPECT_EQ(waits.front(), 1s);
  EXPECT_GE(waits[100], 8s) << "a hundred times a tenth of a second";
  EXPECT_EQ(waits.back(), 20s) << "and never for longer";
}

TEST(HashLaneThreads, RunTheWorkOnAnotherThreadAndWaitForIt) {
  HashLanes lanes(1, {});
  std::thread::id worker;
  lanes.run(lanes.take({}), [&] { worker = std::this_thread::get_id(); });
  EXPECT_NE(worker, std::thread::id{});
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_EQ(lanes.done(), 1U);
}

TEST(HashLaneThreads, HandExceptionsToTheCallerAndWorkOn) {
  HashLanes lanes(1, {});
  EXPECT_THROW(lanes.run(lanes.take({}), [] { throw std::domain_error("broken"); }),
               std::domain_error);
  bool ran = false;
  lanes.run(lanes.take({}), [&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(HashLaneThreads, RunNoMoreAtOnceThanThereAreLanes) {
  HashLanes lanes(2, {});
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::vector<std::future<void>> callers;
  for (int i = 0; i < 16; ++i) {
    callers.push_back(send(lanes, lanes.take({}), [&] {
      const int running = ++now;
      int seen = most;
      while (running > seen && !most.compare_exchange_weak(seen, running)) {
      }
      std::this_thread::sleep_for(2ms);
      --now;
    }));
  }
  for (auto& caller : callers) caller.get();
  EXPECT_LE(most, 2);
}

TEST(HashLaneThreads, TurnAwayWhoWouldBeOneCallerTooManyAndNobodyAfterwards) {
  HashLanes lanes(2, {.places = 24});
  {
    const auto places = take_all(lanes, {});
    EXPECT_EQ(places.size(), 24U);
  }
  EXPECT_EQ(take_all(lanes, {}).size(), 24U) << "all places were given back";
}

TEST(HashLaneThreads, KeepRoomForTheTrustedWhenEverybodyElseComes) {
  HashLanes lanes(2, {.places = 24});
  std::vector<HashLanes::Place> others;
  for (int i = 0; i < 1000; ++i) {
    for (auto& place : take_all(lanes, from("network " + std::to_string(i)))) {
      others.push_back(std::move(place));
    }
  }
  EXPECT_EQ(others.size(), 16U);
  EXPECT_EQ(take_all(lanes, {}).size(), 8U);
}

TEST(HashLaneThreads, GiveOneNetworkHalfOfWhatTheUntrustedShare) {
  HashLanes lanes(2, {.places = 24});
  const auto greedy = take_all(lanes, from("greedy"));
  EXPECT_EQ(greedy.size(), 8U);
  EXPECT_EQ(take_all(lanes, from("modest")).size(), 8U);
}

TEST(HashLaneThreads, TurnAwayWhoWouldWaitTooLongButNotTheTrusted) {
  HashLanes lanes(1, {.places = 24, .longest_wait = 50ms});
  lanes.run(lanes.take({}), [] { std::this_thread::sleep_for(20ms); });
  // From now on work takes 20 ms or more, so at most two wait behind the one that is served.
  const auto places = take_all(lanes, from("network"));
  EXPECT_LE(places.size(), 4U);
  EXPECT_GE(places.size(), 1U);
  EXPECT_THROW(static_cast<void>(lanes.take(from("elsewhere"))), Overloaded);
  EXPECT_NO_THROW(static_cast<void>(lanes.take({}))) << "served before all of these";
}

// One lane is held up until everybody has come, so the order does not depend on the machine.
TEST(HashLaneThreads, ServeTheTrustedFirstAndTheOthersANetworkAfterTheOther) {
  HashLanes lanes(1, {.places = 24});
  std::latch started(1);
  std::latch open(1);
  auto first = send(lanes, lanes.take({}), [&] {
    started.count_down();
    open.wait();
  });
  started.wait();

  std::vector<std::string> order;  // written by the one lane alone
  std::vector<std::future<void>> callers;
  const auto come = [&](const std::string& name, HashAsker asker) {
    callers.push_back(
        send(lanes, lanes.take(std::move(asker)), [&order, name] { order.push_back(name); }));
    while (lanes.waiting() < callers.size()) std::this_thread::yield();
  };
  for (const char* name : {"a1", "a2", "a3"}) come(name, from("a"));
  come("b1", from("b"));
  come("known", {});
  open.count_down();
  first.get();
  for (auto& caller : callers) caller.get();
  EXPECT_EQ(order, (std::vector<std::string>{"known", "a1", "b1", "a2", "a3"}));
}

}  // namespace
}  // namespace sallyport::crypto
