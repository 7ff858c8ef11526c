#include "kit/http/open_connections.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sallyport::http {
namespace {

using Count = OpenConnections::Count;

Address address(const std::string& text) { return Address::parse(text).value(); }

TEST(OpenConnections, GiveANetworkTenTimesWhatOneAddressMayHave) {
  OpenConnections connections(1000, 2);
  std::vector<OpenConnections::Place> places;
  for (int host = 1; host <= 20; ++host) {
    for (int i = 0; i < 3; ++i) {
      auto place = connections.take(address("192.0.2." + std::to_string(host)), Count::by_address);
      if (place) places.push_back(std::move(*place));
    }
  }
  EXPECT_EQ(places.size(), 20U);
  EXPECT_FALSE(connections.take(address("192.0.2.99"), Count::by_address));
  EXPECT_TRUE(connections.take(address("192.0.3.1"), Count::by_address)) << "another network";
  EXPECT_TRUE(connections.take(address("192.0.2.1"), Count::in_total_only)) << "a trusted proxy";
  places.pop_back();
  EXPECT_TRUE(connections.take(address("192.0.2.99"), Count::by_address)) << "given back";
}

}  // namespace
}  // namespace sallyport::http
