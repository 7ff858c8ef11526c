#include "core/policy/policy.hpp"

namespace sallyport::policy {

OwnDate::OwnDate(const Policy& policy, const std::vector<std::optional<Day>>& own_days,
                 std::optional<Day> exempt_until)
    : time_zone_(policy.time_zone), day_(policy.required_from) {
  for (const auto& day : own_days) {
    if (day && (!day_ || *day < *day_)) day_ = day;
  }
  // Where nothing is demanded there is nothing to be exempt from.
  moved_ = day_ && exempt_until && *exempt_until > *day_;
  if (moved_) day_ = exempt_until;
}

bool OwnDate::has_come(Time now) const { return day_ && now >= time_zone_.start_of(*day_); }

std::optional<std::int64_t> OwnDate::days_left(Time now) const {
  if (!day_ || has_come(now)) return std::nullopt;
  return (std::chrono::sys_days{*day_} - std::chrono::sys_days{time_zone_.day_of(now)}).count();
}

std::optional<Day> OwnDate::exempt_until(Time now) const {
  return moved_ && !has_come(now) ? day_ : std::nullopt;
}

}  // namespace sallyport::policy
