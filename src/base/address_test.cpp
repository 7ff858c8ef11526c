#include "base/address.hpp"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

std::string read_back(std::string_view text) {
  const auto address = Address::parse(text);
  return address ? address->text() : "nothing";
}

TEST(Address, HasOneText) {
  EXPECT_EQ(read_back("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(read_back("2001:DB8:0:0::1"), "2001:db8::1");
  EXPECT_EQ(read_back("::1"), "::1");
}

TEST(Address, TakesAMappedAddressForThePlainOne) {
  EXPECT_EQ(Address::parse("::ffff:192.0.2.1"), Address::parse("192.0.2.1"));
  EXPECT_TRUE(Address::parse("::FFFF:c000:201")->is_ipv4());
}

TEST(Address, IsNothingForOtherTexts) {
  for (const std::string_view text : {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1 ",
                                      "192.0.2.1:80", "[::1]", "::1%eth0", "2001:db8::1::2", "1"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
  EXPECT_FALSE(Address::parse(std::string_view("192.0.2.1\0.evil.example", 22)));
}

TEST(Address, KeepsTheFirstBitsOfItsNetwork) {
  const auto four = *Address::parse("192.0.2.255");
  EXPECT_EQ(four.network(24, 64).text(), "192.0.2.0");
  EXPECT_EQ(four.network(31, 64).text(), "192.0.2.254");
  EXPECT_EQ(four.network(32, 0), four);
  EXPECT_EQ(four.network(0, 64).text(), "0.0.0.0");
  const auto six = *Address::parse("2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(six.network(24, 64).text(), "2001:db8:1:2::");
  EXPECT_EQ(six.network(24, 47).text(), "2001:db8::");
  EXPECT_EQ(six.network(24, 128), six);
}

TEST(Address, TellsTheFamiliesApart) {
  EXPECT_NE(Address::parse("0.0.0.0"), Address::parse("::"));
  EXPECT_NE(Address::parse("10.0.0.0"), Address::parse("a00::"));
}

}  // namespace
}  // namespace sallyport
