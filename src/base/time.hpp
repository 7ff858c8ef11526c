// Moments in seconds UTC, the clock, and their RFC 3339 text.
//
// The clock is read once a request, once a job and once a command; everything else is given `now`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

using Time = std::chrono::sys_seconds;

/// Where `now` comes from; a test brings its own and moves it.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override;
};

/// The machine's clock to the millisecond, for whoever compares it with another clock (kit/jobs).
[[nodiscard]] std::chrono::milliseconds machine_time();

[[nodiscard]] inline std::int64_t unix_seconds(Time time) {
  return time.time_since_epoch().count();
}
[[nodiscard]] inline Time at_unix_seconds(std::int64_t seconds) {
  return Time{std::chrono::seconds{seconds}};
}

/// "2026-01-31T09:05:00Z" (RFC 3339 §5.6).
[[nodiscard]] std::string rfc3339(Time);

/// A day without a time zone, as settings and forms write it.
using Day = std::chrono::year_month_day;

/// "2026-01-31".
[[nodiscard]] std::string iso_day(Day);
/// Reads "2026-01-31"; nothing when it is not a day that exists.
[[nodiscard]] std::optional<Day> parse_day(std::string_view);

}  // namespace sallyport
