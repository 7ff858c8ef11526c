#include "core/statement/link_code.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sallyport::statement {
namespace {

TEST(LinkCode, IsSixteenLettersThatNobodyMisreads) {
  crypto::SystemRandom random;
  std::set<std::string> codes;
  for (int i = 0; i < 200; ++i) {
    const std::string code = fresh_link_code(random);
    EXPECT_EQ(code.size(), link_code_size);
    EXPECT_EQ(code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos);
    EXPECT_EQ(read_link_code(code), code);
    EXPECT_EQ(read_link_code(shown_link_code(code)), code);
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 200U);
}

TEST(LinkCode, IsShownInGroupsOfFour) {
  EXPECT_EQ(shown_link_code("7K4MQ9XTRA2BV6HD"), "7K4M-Q9XT-RA2B-V6HD");
}

TEST(LinkCode, IsReadAsPeopleTypeIt) {
  EXPECT_EQ(read_link_code("7K4M-Q9XT-RA2B-V6HD"), "7K4MQ9XTRA2BV6HD");
  EXPECT_EQ(read_link_code("7k4mq9xtra2bv6hd"), "7K4MQ9XTRA2BV6HD");
  EXPECT_EQ(read_link_code(" 7k4m q9xt  ra2b v6hd "), "7K4MQ9XTRA2BV6HD");
  EXPECT_EQ(read_link_code("oO0i-Il1L-0000-0000"), "0001111100000000");
}

TEST(LinkCode, IsNothingElse) {
  for (const char* typed :
       {"", "7K4MQ9XTRA2BV6H", "7K4MQ9XTRA2BV6HDX", "7K4MQ9XTRA2BV6HU", "7K4M_Q9XT_RA2B_V6HD",
        "7K4M\tQ9XTRA2BV6HD", "7K4MQ9XTRA2BV6H\xc3\xa9", "https://example.nl/"}) {
    EXPECT_FALSE(read_link_code(typed)) << typed;
  }
  EXPECT_FALSE(read_link_code("7K4MQ9XTRA2BV6HD" + std::string(100, ' ')));
}

}  // namespace
}  // namespace sallyport::statement
