#include "kit/crypto/hash_lanes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <semaphore>
#include <stdexcept>

#include "kit/crypto/password_hash.hpp"

namespace sallyport::crypto {
namespace {

using namespace std::chrono_literals;

TEST(HashLaneThreads, ReckonTheWaitFromQueueAndLanes) {
  EXPECT_EQ(expected_wait(0, 100ms, 2), 0s);
  EXPECT_EQ(expected_wait(10, 100ms, 2), 500ms);
}

TEST(HashLaneThreads, RunTheWorkOnAnotherThreadAndWaitForIt) {
  HashLanes lanes(1);
  std::thread::id worker;
  lanes.run([&] { worker = std::this_thread::get_id(); });
  EXPECT_NE(worker, std::thread::id{});
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(HashLaneThreads, HandExceptionsToTheCallerAndWorkOn) {
  HashLanes lanes(1);
  EXPECT_THROW(lanes.run([] { throw std::domain_error("broken"); }), std::domain_error);
  bool ran = false;
  lanes.run([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(HashLaneThreads, RunNoMoreAtOnceThanThereAreLanes) {
  HashLanes lanes(2);
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::vector<std::future<void>> callers;
  for (int i = 0; i < 16; ++i) {
    callers.push_back(std::async(std::launch::async, [&] {
      lanes.run([&] {
        const int running = ++now;
        int seen = most;
        while (running > seen && !most.compare_exchange_weak(seen, running)) {
        }
        std::this_thread::sleep_for(2ms);
        --now;
      });
    }));
  }
  for (auto& caller : callers) caller.get();
  EXPECT_LE(most, 2);
}

// The lanes are held up until everybody has come, so the counts do not depend on the machine's
// speed.
TEST(HashLaneThreads, TurnAwayWhoWouldBeOneCallerTooManyAndNobodyAfterwards) {
  HashLanes lanes(2);
  std::latch open(1);
  std::atomic<std::size_t> turned_away = 0;
  std::atomic<std::size_t> served = 0;
  std::vector<std::thread> callers;
  std::counting_semaphore<> answered(0);
  for (std::size_t i = 0; i < HashLanes::most_callers + 16; ++i) {
    callers.emplace_back([&] {
      try {
        lanes.run([&] {
          open.wait();
          ++served;
        });
      } catch (const Overloaded& overloaded) {
        EXPECT_GE(overloaded.retry_after, 1s);
        ++turned_away;
        answered.release();
      }
    });
  }
  for (int i = 0; i < 16; ++i) answered.acquire();
  EXPECT_EQ(served, 0U) << "turned away before anything was done";
  open.count_down();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(served, HashLanes::most_callers);
  EXPECT_EQ(turned_away, 16U);

  bool ran = false;
  lanes.run([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(HashLaneThreads, TurnAwayWhoWouldWaitTooLong) {
  HashLanes lanes(1);
  lanes.run([] { std::this_thread::sleep_for(400ms); });  // from now on work takes about that long

  std::latch open(1);
  std::atomic<std::size_t> turned_away = 0;
  std::atomic<std::size_t> served = 0;
  std::counting_semaphore<> answered(0);
  std::vector<std::thread> callers;
  // One being served and at most 1.5 s / 0.4 s = 3.75, so four, in the queue; a fifth might have
  // come before the lane took the first.
  for (int i = 0; i < 12; ++i) {
    callers.emplace_back([&] {
      try {
        lanes.run([&] {
          open.wait();
          ++served;
        });
      } catch (const Overloaded& overloaded) {
        EXPECT_GE(overloaded.retry_after, 1s);
        EXPECT_LE(overloaded.retry_after, 10s);
        ++turned_away;
        answered.release();
      }
    });
  }
  for (int i = 0; i < 6; ++i) answered.acquire();
  open.count_down();
  for (std::thread& caller : callers) caller.join();
  EXPECT_GE(turned_away, 6U);
  EXPECT_GE(served, 1U);
  EXPECT_EQ(turned_away + served, 12U);
}

}  // namespace
}  // namespace sallyport::crypto
