// What the operator demands of everybody: from a date on, a second factor.
//
// Source  behaviour M4-M6, M10. A day begins at 00:00 in the operator's time zone.
#pragma once

#include <chrono>
#include <optional>

#include "base/time.hpp"
#include "kit/text/text.hpp"

namespace sallyport::policy {

struct Policy {
  std::optional<Day> required_from;  // none: never demanded of those who have no factor
  text::TimeZone time_zone;

  /// Whether, at this moment, somebody without a second factor must activate one before going on.
  [[nodiscard]] bool second_factor_required(Time now) const {
    return required_from && now >= time_zone.start_of(*required_from);
  }

  /// Whole days until the date, while it lies ahead: 1 on the day before.
  [[nodiscard]] std::optional<std::int64_t> days_left(Time now) const {
    if (!required_from || second_factor_required(now)) return std::nullopt;
    return (std::chrono::sys_days{*required_from} - std::chrono::sys_days{time_zone.day_of(now)})
        .count();
  }
};

/// How long a session lasts and how long a fresh proof of who you are counts.
struct Lifetimes {
  std::chrono::minutes idle{30};
  std::chrono::minutes overall{12 * 60};
  std::chrono::minutes shared{60};  // overall, on a computer that others use too
  std::chrono::minutes attempt{10};
  std::chrono::minutes confirmation{5};
  std::chrono::minutes activation{10};  // a QR code that was shown and not yet used
  std::chrono::minutes mailed_code{30};
};

}  // namespace sallyport::policy
