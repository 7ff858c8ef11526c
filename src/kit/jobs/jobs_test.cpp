#include "kit/jobs/jobs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/bug.hpp"

namespace sallyport::jobs {
namespace {

using namespace std::chrono_literals;
using testing::Ge;
using testing::HasSubstr;
using testing::SizeIs;
using Steady = std::chrono::steady_clock;

constexpr auto never = std::chrono::milliseconds{24h};

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return at_unix_seconds(1'800'000'000); }
};

/// What jobs did, in order; a test waits for as much of it as it needs.
class Diary {
 public:
  void note(std::string what) {
    const std::lock_guard lock{mutex_};
    entries_.push_back(std::move(what));
    moments_.push_back(Steady::now());
    changed_.notify_all();
  }
  /// The entries as soon as there are `count`; fewer when that takes ten seconds.
  std::vector<std::string> entries(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, 10s, [&] { return entries_.size() >= count; });
    return entries_;
  }
  std::vector<Steady::duration> pauses() {
    const std::lock_guard lock{mutex_};
    std::vector<Steady::duration> pauses;
    for (std::size_t i = 1; i < moments_.size(); ++i)
      pauses.push_back(moments_[i] - moments_[i - 1]);
    return pauses;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> entries_;
  std::vector<Steady::time_point> moments_;
};

struct Jobs : testing::Test {
  Job noting(const std::string& name, std::chrono::milliseconds every) {
    return {name, every, [this, name](Time) { diary.note(name); }};
  }

  FixedClock clock;
  Diary diary;
  Diary log_lines;
  log::Log log{[this](std::string_view line) { log_lines.note(std::string{line}); }};
};
struct JobsThreads : Jobs {};

TEST_F(Jobs, RunsEachAtOnceAndGivesItTheTime) {
  const Runner runner{
      {{"sweep", never, [this](Time now) { diary.note(rfc3339(now)); }}, noting("letters", never)},
      clock,
      log};
  EXPECT_THAT(diary.entries(2), testing::ElementsAre("2027-01-15T08:00:00Z", "letters"));
}

TEST_F(Jobs, RunsEachAtItsOwnPace) {
  const Runner runner{{noting("often", 1ms), noting("never again", never)}, clock, log};
  const auto entries = diary.entries(10);
  EXPECT_EQ(std::ranges::count(entries, "never again"), 1);
  EXPECT_GE(std::ranges::count(entries, "often"), 9);
}

TEST_F(Jobs, StopsPromptly) {
  const auto start = Steady::now();
  {
    const Runner runner{{noting("slow", never)}, clock, log};
    diary.entries(1);
  }
  EXPECT_LT(Steady::now() - start, 5s);
  const Runner none{{}, clock, log};
}

TEST_F(Jobs, LogsAJobThatThrowsAndGoesOn) {
  const Runner runner{{{"broken", 1ms, [](Time) { throw std::runtime_error("mail refused"); }},
                       {"odd", never, [](Time) { throw 5; }},
                       noting("sound", 1ms)},
                      clock,
                      log};
  const auto lines = log_lines.entries(3);
  ASSERT_THAT(lines, SizeIs(Ge(3U)));
  EXPECT_THAT(
      lines[0],
      HasSubstr(R"("level":"error","event":"job_failed","job":"broken","why":"mail refused")"));
  EXPECT_THAT(lines[1], HasSubstr(R"("job":"odd","why":"unknown exception")"));
  EXPECT_THAT(diary.entries(3), SizeIs(Ge(3U)));
}

TEST_F(Jobs, WaitsTwiceAsLongAfterEachFailureUpToTenTimes) {
  const Runner runner{{{"broken", 5ms,
                        [this](Time) {
                          diary.note("tried");
                          throw std::runtime_error("still broken");
                        }}},
                      clock,
                      log};
  ASSERT_THAT(diary.entries(9), SizeIs(Ge(9U)));
  const auto pauses = diary.pauses();
  EXPECT_GE(pauses[0], 10ms);
  EXPECT_GE(pauses[1], 20ms);
  EXPECT_GE(pauses[2], 40ms);
  EXPECT_GE(pauses[3], 50ms);
  EXPECT_LT(*std::min_element(pauses.begin() + 3, pauses.end()), 80ms)
      << "after ten times the pace it waits no longer";
}

TEST_F(Jobs, ReturnsToItsPaceAfterASuccess) {
  int run = 0;
  const Runner runner{{{"mended", 50ms,
                        [&](Time) {
                          diary.note("tried");
                          if (++run == 1) throw std::runtime_error("once");
                        }}},
                      clock,
                      log};
  ASSERT_THAT(diary.entries(6), SizeIs(Ge(6U)));
  const auto pauses = diary.pauses();
  EXPECT_GE(pauses[0], 100ms);
  EXPECT_LT(*std::min_element(pauses.begin() + 1, pauses.end()), 100ms);
}

TEST_F(Jobs, WakesOneEarly) {
  Runner runner{{noting("letters", never), noting("sweep", never)}, clock, log};
  diary.entries(2);
  runner.wake("letters");
  EXPECT_THAT(diary.entries(3), testing::ElementsAre("letters", "sweep", "letters"));
}

TEST_F(Jobs, RunsOnceMoreWhenWokenWhileRunning) {
  Runner* of_the_job = nullptr;
  std::mutex ready;
  std::unique_lock not_yet{ready};
  bool woken = false;
  Runner runner{{{"letters", never,
                  [&](Time) {
                    const std::lock_guard wait{ready};
                    diary.note("run");
                    if (!std::exchange(woken, true)) of_the_job->wake("letters");
                  }}},
                clock,
                log};
  of_the_job = &runner;
  not_yet.unlock();
  EXPECT_THAT(diary.entries(2), SizeIs(2U));
}

TEST_F(Jobs, CallsAWrongTableOrNameABug) {
  EXPECT_THROW((Runner{{noting("a", 1ms), noting("a", 1ms)}, clock, log}), Bug);
  EXPECT_THROW((Runner{{noting("a", 0ms)}, clock, log}), Bug);
  Runner runner{{noting("a", never)}, clock, log};
  EXPECT_THROW(runner.wake("b"), Bug);
}

TEST_F(JobsThreads, MayWakeJobsFromAnywhereAndNoneIsLost) {
  Diary letters;
  Runner runner{
      {{"letters", never, [&](Time) { letters.note("sent"); }}, noting("often", 1ms)}, clock, log};
  letters.entries(1);
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&runner] {
      for (int i = 0; i < 100; ++i) runner.wake("letters");
    });
  }
  for (auto& thread : threads) thread.join();
  const auto before = letters.entries(2).size();
  runner.wake("letters");
  EXPECT_THAT(letters.entries(before + 1), SizeIs(Ge(before + 1)));
}

}  // namespace
}  // namespace sallyport::jobs
