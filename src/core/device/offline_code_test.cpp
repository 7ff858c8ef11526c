#include "core/device/offline_code.hpp"

#include <gtest/gtest.h>

namespace sallyport::device {
namespace {

// RFC 6238, appendix B: the secret of the SHA-256 examples, of whose eight digits we show the last
// six.
const Secret rfc_secret{"12345678901234567890123456789012"};

TEST(OfflineCode, IsWhatTheRfcSays) {
  struct Example {
    std::int64_t seconds;
    const char* code;
  };
  for (const Example& example : {Example{59, "119246"}, Example{1111111109, "084774"},
                                 Example{1111111111, "062674"}, Example{1234567890, "819424"},
                                 Example{2000000000, "698825"}, Example{20000000000, "737706"}}) {
    EXPECT_EQ(offline_code_at(rfc_secret, example.seconds / 30), example.code);
  }
}

TEST(OfflineCode, IsTakenOneStepEarlyOrLate) {
  const Time now = at_unix_seconds(1'800'000'000);
  const std::int64_t here = 1'800'000'000 / 30;
  for (const std::int64_t step : {here - 1, here, here + 1}) {
    EXPECT_EQ(step_of_offline_code(rfc_secret, offline_code_at(rfc_secret, step), now, 0), step);
  }
  for (const std::int64_t step : {here - 2, here + 2}) {
    EXPECT_FALSE(step_of_offline_code(rfc_secret, offline_code_at(rfc_secret, step), now, 0));
  }
}

TEST(OfflineCode, IsNotTakenAgainNorOneBefore) {
  const Time now = at_unix_seconds(1'800'000'000);
  const std::int64_t here = 1'800'000'000 / 30;
  const auto take = [&](std::int64_t step, std::int64_t last) {
    return step_of_offline_code(rfc_secret, offline_code_at(rfc_secret, step), now, last);
  };
  EXPECT_FALSE(take(here, here));
  EXPECT_FALSE(take(here - 1, here));
  EXPECT_TRUE(take(here + 1, here));
}

TEST(OfflineCode, IsSixDigitsAndNothingElse) {
  const Time now = at_unix_seconds(1'800'000'000);
  for (const char* code : {"", "12345", "1234567", "abcdef"}) {
    EXPECT_FALSE(step_of_offline_code(rfc_secret, code, now, 0)) << code;
  }
}

}  // namespace
}  // namespace sallyport::device
