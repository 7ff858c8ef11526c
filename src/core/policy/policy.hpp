// What the operator demands of everybody: from a date on, a second factor.
//
// Source  behaviour M4-M6, M10. A day begins at 00:00 in the operator's time zone.
// Read    policy.hpp, policy.cpp; what is looked up of a person for it: site::Site::date_of.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "kit/text/text.hpp"

namespace sallyport::policy {

struct Policy {
  std::optional<Day>
      required_from;  // of everybody; none: of nobody, unless an organisation says so
  text::TimeZone time_zone;
};

/// The date as it holds for one person: the earliest of everybody's, those of the organisations
/// that let them in and the day on which their second factor was reset, and then not before their
/// exemption ends.
///
/// The earliest, because a session is of the person: whoever may choose an organisation whose date
/// has come has proved a second factor before the choice.
class OwnDate {
 public:
  OwnDate(const Policy&, const std::vector<std::optional<Day>>& own_days,
          std::optional<Day> exempt_until);

  /// None: never demanded of those who have no factor.
  [[nodiscard]] std::optional<Day> day() const { return day_; }
  /// Whether, at this moment, without a second factor they must activate one before going on.
  [[nodiscard]] bool has_come(Time now) const;
  /// Whole days until then, while it lies ahead: 1 on the day before.
  [[nodiscard]] std::optional<std::int64_t> days_left(Time now) const;
  /// The day until which an exemption holds, while it does and makes a difference.
  [[nodiscard]] std::optional<Day> exempt_until(Time now) const;

 private:
  text::TimeZone time_zone_;
  std::optional<Day> day_;
  bool moved_ = false;  // by an exemption
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
  std::chrono::minutes linking{25};  // the QR codes of one page, and what was proved before it
};

}  // namespace sallyport::policy
