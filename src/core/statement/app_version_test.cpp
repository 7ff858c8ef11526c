#include "core/statement/app_version.hpp"

#include <gtest/gtest.h>

namespace sallyport::statement {
namespace {

// Design T19.
TEST(AppVersion, IsComparedNumberByNumber) {
  const auto version = [](std::string_view text) { return *AppVersion::parse(text); };
  EXPECT_GT(version("1.6.100"), version("1.6.78"));
  EXPECT_GT(version("1.7.0"), version("1.6.78"));
  EXPECT_GT(version("2.0.0"), version("1.99.99"));
  EXPECT_LT(version("1.6.77"), version("1.6.78"));
  EXPECT_EQ(version("1.6.78"), version("1.6.78"));
  EXPECT_EQ(version("1.6.100").text(), "1.6.100");
}

TEST(AppVersion, IsNothingElseThanThreeNumbers) {
  for (const char* text :
       {"",        ".",       "1",           "1.6",         "1.6.",
        ".6.78",   "1..78",   "1.6.78.1",    "1.6.78-beta", "v1.6.78",
        " 1.6.78", "1.6.78 ", "1.6.078",     "01.6.78",     "-1.6.78",
        "+1.6.78", "1.6.7e1", "1.6.1000000", "1,6,78",      "99999999999999999999.0.0",
        "one"}) {
    EXPECT_FALSE(AppVersion::parse(text)) << text;
  }
  EXPECT_TRUE(AppVersion::parse("0.0.0"));
  EXPECT_TRUE(AppVersion::parse("999999.999999.999999"));
}

}  // namespace
}  // namespace sallyport::statement
