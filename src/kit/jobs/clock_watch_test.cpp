#include "kit/jobs/clock_watch.hpp"

#include <gtest/gtest.h>

namespace sallyport::jobs {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Watch : public testing::Test {
 protected:
  void pass(milliseconds time) {
    wall += time;
    counter += time;
  }

  milliseconds wall{1'800'000'000'000};
  milliseconds counter{5'000};
  milliseconds pause{0};  // between two readings
  ClockWatch watch{[this] { return wall; }, [this] { return counter += pause; }};
};

TEST_F(Watch, SaysNothingWhileBothClocksGoOn) {
  for (const milliseconds time : {milliseconds{0}, milliseconds{1000}, milliseconds{3'600'000}}) {
    pass(time);
    EXPECT_EQ(watch.look(), std::nullopt);
  }
}

TEST_F(Watch, TellsOnceByHowMuchTheClockWasSet) {
  static_cast<void>(watch.look());
  for (const milliseconds step : {milliseconds{2001}, milliseconds{-2001}, milliseconds{hours{1}},
                                  -milliseconds{hours{30}}}) {
    pass(seconds{1});
    wall += step;
    EXPECT_EQ(watch.look(), step);
    pass(seconds{1});
    EXPECT_EQ(watch.look(), std::nullopt);
  }
}

TEST_F(Watch, LetsSmallCorrectionsPass) {
  static_cast<void>(watch.look());
  for (const milliseconds step : {milliseconds{2000}, milliseconds{-2000}, milliseconds{300}}) {
    wall += step;
    EXPECT_EQ(watch.look(), std::nullopt);
  }
}

TEST_F(Watch, TakesABusyMachineForNoStepAndMissesNone) {
  static_cast<void>(watch.look());
  pause = seconds{3};
  EXPECT_EQ(watch.look(), std::nullopt);
  pause = seconds{0};
  wall += seconds{6};  // the two readings took that long
  wall += seconds{10};
  EXPECT_EQ(watch.look(), seconds{10});
}

TEST(ClockWatch, SeesNoStepOfThisMachineInAMoment) {
  ClockWatch watch;
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_EQ(watch.look(), std::nullopt);
}

}  // namespace
}  // namespace sallyport::jobs
