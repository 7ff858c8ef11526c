#include "core/policy/policy.hpp"

#include <gtest/gtest.h>

namespace sallyport::policy {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Policy everybodys(std::string_view day, std::string_view zone = "Europe/Amsterdam") {
  return {.required_from = parse_day(day), .time_zone = text::TimeZone::find(zone).value()};
}

/// Of somebody in an organisation without a date of its own, and without an exemption.
OwnDate from(std::string_view day, std::string_view zone = "Europe/Amsterdam") {
  return {everybodys(day, zone), {std::nullopt}, std::nullopt};
}

Time utc(std::string_view day, hours hour) {
  return std::chrono::sys_days{parse_day(day).value()} + hour;
}

TEST(M4, RequiresASecondFactorFromMidnightInTheOperatorsTimeZone) {
  const OwnDate summer = from("2027-07-28");  // UTC+2
  const Time midnight = utc("2027-07-27", hours{22});
  EXPECT_FALSE(summer.has_come(midnight - seconds{1}));
  EXPECT_TRUE(summer.has_come(midnight));
  const OwnDate winter = from("2027-01-28");  // UTC+1
  EXPECT_FALSE(winter.has_come(utc("2027-01-27", hours{23}) - seconds{1}));
  EXPECT_TRUE(winter.has_come(utc("2027-01-27", hours{23})));
}

TEST(M4, RequiresNothingWithoutADate) {
  const OwnDate never = from("");
  EXPECT_FALSE(never.has_come(utc("2999-01-01", hours{0})));
  EXPECT_EQ(never.days_left(utc("2027-01-01", hours{0})), std::nullopt);
}

TEST(M4, TheEarliestDateHoldsForAPersonOfSeveralOrganisations) {
  const auto day = [](std::string_view text) { return parse_day(text); };
  const auto of = [&](std::string_view everybody, std::vector<std::optional<Day>> organisations) {
    return OwnDate{everybodys(everybody), organisations, std::nullopt}.day();
  };
  EXPECT_EQ(of("2027-06-01", {day("2027-03-01")}), day("2027-03-01"));
  EXPECT_EQ(of("2027-06-01", {std::nullopt, day("2027-04-01"), day("2027-03-01")}),
            day("2027-03-01"));
  EXPECT_EQ(of("", {std::nullopt, day("2027-03-01")}), day("2027-03-01"))
      << "also where everybody has none";
  EXPECT_EQ(of("2027-02-01", {day("2027-03-01")}), day("2027-02-01"))
      << "a later one does not let anybody wait for it";
  EXPECT_EQ(of("", {std::nullopt}), std::nullopt);
}

TEST(M80, AnExemptionMovesTheDateAndNeverBringsItForward) {
  const auto of = [](std::string_view everybody, std::string_view until) {
    return OwnDate{everybodys(everybody), {}, parse_day(until)};
  };
  EXPECT_EQ(of("2027-03-01", "2027-04-01").day(), parse_day("2027-04-01"));
  EXPECT_EQ(of("2027-03-01", "2027-02-01").day(), parse_day("2027-03-01"));
  EXPECT_EQ(of("", "2027-04-01").day(), std::nullopt) << "there is nothing to be exempt from";
  EXPECT_EQ(
      (OwnDate{everybodys("2027-06-01"), {parse_day("2027-03-01")}, parse_day("2027-04-01")}.day()),
      parse_day("2027-04-01"))
      << "of an organisation's date too";
}

TEST(M80, AnExemptionIsOverAtMidnightInTheOperatorsTimeZoneAlsoWhenTheClocksChange) {
  const auto exempt_until = [](std::string_view day, std::string_view zone) {
    return OwnDate{everybodys("2027-01-01", zone), {}, parse_day(day)};
  };
  struct Row {
    const char* zone;
    const char* day;
    Time midnight;
  };
  for (const Row& row : {Row{"Europe/Amsterdam", "2027-03-28", utc("2027-03-27", hours{23})},
                         Row{"Europe/Amsterdam", "2027-03-29", utc("2027-03-28", hours{22})},
                         Row{"Europe/Amsterdam", "2027-10-31", utc("2027-10-30", hours{22})},
                         Row{"Europe/Amsterdam", "2027-11-01", utc("2027-10-31", hours{23})},
                         // There is no 00:00 on that day: the clocks go from 23:59 to 01:00.
                         Row{"Africa/Cairo", "2027-04-30", utc("2027-04-29", hours{22})}}) {
    const OwnDate date = exempt_until(row.day, row.zone);
    EXPECT_FALSE(date.has_come(row.midnight - seconds{1})) << row.day;
    EXPECT_EQ(date.exempt_until(row.midnight - seconds{1}), parse_day(row.day)) << row.day;
    EXPECT_TRUE(date.has_come(row.midnight)) << row.day;
    EXPECT_EQ(date.exempt_until(row.midnight), std::nullopt) << row.day;
  }
}

TEST(OwnDate, TellsOfAnExemptionOnlyWhereItMakesADifference) {
  const Time now = utc("2027-01-15", hours{12});
  EXPECT_EQ(from("2027-03-01").exempt_until(now), std::nullopt);
  EXPECT_EQ((OwnDate{everybodys("2027-03-01"), {}, parse_day("2027-02-01")}.exempt_until(now)),
            std::nullopt);
  EXPECT_EQ((OwnDate{everybodys("2027-03-01"), {}, parse_day("2027-04-01")}.exempt_until(now)),
            parse_day("2027-04-01"));
}

TEST(OwnDate, KnowsTheStartOfADayOnWhichTheClocksChange) {
  // 28 March 2027 and 31 October 2027 begin before the change, the days after them behind it.
  EXPECT_TRUE(from("2027-03-28").has_come(utc("2027-03-27", hours{23})));
  const OwnDate after_spring = from("2027-03-29");
  EXPECT_FALSE(after_spring.has_come(utc("2027-03-28", hours{22}) - seconds{1}));
  EXPECT_TRUE(after_spring.has_come(utc("2027-03-28", hours{22})));
  const OwnDate after_autumn = from("2027-11-01");
  EXPECT_FALSE(after_autumn.has_come(utc("2027-10-31", hours{23}) - seconds{1}));
  EXPECT_TRUE(after_autumn.has_come(utc("2027-10-31", hours{23})));
}

TEST(OwnDate, CountsDaysByTheCalendarOfTheTimeZone) {
  const OwnDate date = from("2027-07-28");
  EXPECT_EQ(date.days_left(utc("2027-07-26", hours{21})), 2);  // 23:00 on the 26th there
  EXPECT_EQ(date.days_left(utc("2027-07-26", hours{22})), 1);  // 00:00 on the 27th
  EXPECT_EQ(date.days_left(utc("2027-07-27", hours{22}) - seconds{1}), 1);
  EXPECT_EQ(date.days_left(utc("2027-07-27", hours{22})), std::nullopt);
}

TEST(OwnDate, CountsADayOf23HoursAsADay) {
  const OwnDate date = from("2027-03-29");
  EXPECT_EQ(date.days_left(utc("2027-03-27", hours{12})), 2);
  EXPECT_EQ(date.days_left(utc("2027-03-28", hours{12})), 1);
}

}  // namespace
}  // namespace sallyport::policy
