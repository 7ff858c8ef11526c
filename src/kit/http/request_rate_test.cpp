#include "kit/http/request_rate.hpp"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

using std::chrono::seconds;

const Time start = at_unix_seconds(1'800'000'000);  // a whole minute

Address address(const std::string& text) { return Address::parse(text).value(); }

TEST(RequestRate, LetsThroughSoManyInAMinuteAndSaysHowLongTheRestWaits) {
  RequestRate rate(3);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rate.count(address("192.0.2.1"), start));
  EXPECT_EQ(rate.count(address("192.0.2.1"), start + seconds{20}), seconds{40});
  EXPECT_FALSE(rate.count(address("192.0.2.2"), start + seconds{20})) << "a neighbour";
  EXPECT_FALSE(rate.count(address("192.0.2.1"), start + seconds{60}));
}

TEST(RequestRate, TakesTheAddressesOfOneIpv6NetworkForOne) {
  RequestRate rate(1);
  EXPECT_FALSE(rate.count(address("2001:db8::1"), start));
  EXPECT_TRUE(rate.count(address("2001:db8::2"), start));
  EXPECT_FALSE(rate.count(address("2001:db8:0:1::1"), start));
}

TEST(RequestRate, GivesANetworkTenTimesAsMuch) {
  RequestRate rate(2);
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(rate.count(address("192.0.2." + std::to_string(i)), start)) << i;
  }
  EXPECT_TRUE(rate.count(address("192.0.2.200"), start));
  EXPECT_FALSE(rate.count(address("192.0.3.1"), start));
}

}  // namespace
}  // namespace sallyport::http
