#include "base/time.hpp"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

TEST(Time, IsWrittenAsInRfc3339) {
  EXPECT_EQ(rfc3339(at_unix_seconds(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(at_unix_seconds(1'769'850'300)), "2026-01-31T09:05:00Z");
  EXPECT_EQ(rfc3339(at_unix_seconds(951'868'799)), "2000-02-29T23:59:59Z");
  EXPECT_EQ(rfc3339(at_unix_seconds(-1)), "1969-12-31T23:59:59Z");
}

TEST(Time, CountsUnixSeconds) {
  EXPECT_EQ(unix_seconds(at_unix_seconds(1'769'850'300)), 1'769'850'300);
}

TEST(Time, IsNowByTheMachinesClock) {
  const auto before = std::chrono::system_clock::now();
  const Time now = SystemClock{}.now();
  EXPECT_GE(now + std::chrono::seconds{1}, before);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(Day, ReadsBackWhatItWrote) {
  for (const std::string_view text : {"2026-01-31", "2024-02-29", "1999-12-01", "0001-01-01"}) {
    const auto day = parse_day(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(iso_day(*day), text);
  }
}

TEST(Day, IsNothingWhenItDoesNotExist) {
  for (const std::string_view text :
       {"", "2026-02-29", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32", "2026-1-1",
        "26-01-01", "2026/01/01", "2026-01-01 ", "2026-01-1a", "-026-01-01", "2026-+1-01",
        "2026-01-01T00:00"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

}  // namespace
}  // namespace sallyport
