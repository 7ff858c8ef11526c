#include "kit/jobs/clock_watch.hpp"

#include <utility>

#include "base/time.hpp"

namespace sallyport::jobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_reading{100};

milliseconds counter_time() {
  return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

ClockWatch::ClockWatch() : ClockWatch(machine_time, counter_time) {}

/// Nothing when the thread was put aside between the readings: then they belong to two moments.
std::optional<ClockWatch::Pair> ClockWatch::read() const {
  const milliseconds before = counter_();
  const milliseconds wall = wall_();
  const milliseconds after = counter_();
  if (after - before > longest_reading) return std::nullopt;
  return Pair{.wall = wall, .counter = after};
}

std::optional<milliseconds> ClockWatch::look() {
  const auto now = read();
  if (!now) return std::nullopt;  // and the next look compares with the last good one
  const auto before = std::exchange(last_, now);
  if (!before) return std::nullopt;
  const milliseconds step = (now->wall - before->wall) - (now->counter - before->counter);
  if (step > largest_unremarked || step < -largest_unremarked) return step;
  return std::nullopt;
}

}  // namespace sallyport::jobs
