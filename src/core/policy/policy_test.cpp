#include "core/policy/policy.hpp"

#include <gtest/gtest.h>

namespace sallyport::policy {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Policy from(std::string_view day, std::string_view zone) {
  return {.required_from = parse_day(day).value(), .time_zone = text::TimeZone::find(zone).value()};
}

Time utc(std::string_view day, hours hour) {
  return std::chrono::sys_days{parse_day(day).value()} + hour;
}

TEST(M4, RequiresASecondFactorFromMidnightInTheOperatorsTimeZone) {
  const Policy summer = from("2027-07-28", "Europe/Amsterdam");  // UTC+2
  const Time midnight = utc("2027-07-27", hours{22});
  EXPECT_FALSE(summer.second_factor_required(midnight - seconds{1}));
  EXPECT_TRUE(summer.second_factor_required(midnight));
  const Policy winter = from("2027-01-28", "Europe/Amsterdam");  // UTC+1
  EXPECT_FALSE(winter.second_factor_required(utc("2027-01-27", hours{23}) - seconds{1}));
  EXPECT_TRUE(winter.second_factor_required(utc("2027-01-27", hours{23})));
}

TEST(M4, RequiresNothingWithoutADate) {
  const Policy never{.required_from = std::nullopt,
                     .time_zone = text::TimeZone::find("UTC").value()};
  EXPECT_FALSE(never.second_factor_required(utc("2999-01-01", hours{0})));
  EXPECT_EQ(never.days_left(utc("2027-01-01", hours{0})), std::nullopt);
}

TEST(Policy, KnowsTheStartOfADayOnWhichTheClocksChange) {
  // 28 March 2027 and 31 October 2027 begin before the change, the days after them behind it.
  EXPECT_TRUE(
      from("2027-03-28", "Europe/Amsterdam").second_factor_required(utc("2027-03-27", hours{23})));
  const Policy after_spring = from("2027-03-29", "Europe/Amsterdam");
  EXPECT_FALSE(after_spring.second_factor_required(utc("2027-03-28", hours{22}) - seconds{1}));
  EXPECT_TRUE(after_spring.second_factor_required(utc("2027-03-28", hours{22})));
  const Policy after_autumn = from("2027-11-01", "Europe/Amsterdam");
  EXPECT_FALSE(after_autumn.second_factor_required(utc("2027-10-31", hours{23}) - seconds{1}));
  EXPECT_TRUE(after_autumn.second_factor_required(utc("2027-10-31", hours{23})));
}

TEST(Policy, CountsDaysByTheCalendarOfTheTimeZone) {
  const Policy policy = from("2027-07-28", "Europe/Amsterdam");
  EXPECT_EQ(policy.days_left(utc("2027-07-26", hours{21})), 2);  // 23:00 on the 26th there
  EXPECT_EQ(policy.days_left(utc("2027-07-26", hours{22})), 1);  // 00:00 on the 27th
  EXPECT_EQ(policy.days_left(utc("2027-07-27", hours{22}) - seconds{1}), 1);
  EXPECT_EQ(policy.days_left(utc("2027-07-27", hours{22})), std::nullopt);
}

TEST(Policy, CountsADayOf23HoursAsADay) {
  const Policy policy = from("2027-03-29", "Europe/Amsterdam");
  EXPECT_EQ(policy.days_left(utc("2027-03-27", hours{12})), 2);
  EXPECT_EQ(policy.days_left(utc("2027-03-28", hours{12})), 1);
}

}  // namespace
}  // namespace sallyport::policy
