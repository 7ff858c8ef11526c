#include "base/email.hpp"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

TEST(Email, HasOneSpelling) {
  EXPECT_EQ(Email::parse("  Ann@Example.COM\r\n")->text(), "ann@example.com");
  EXPECT_EQ(Email::parse("ann@example.com"), Email::parse("ANN@EXAMPLE.COM"));
}

TEST(Email, HasALocalPartAndADomain) {
  const auto email = Email::parse("ann.lee+work@mail.example.com");
  EXPECT_EQ(email->local_part(), "ann.lee+work");
  EXPECT_EQ(email->domain(), "mail.example.com");
}

TEST(Email, MayHoldEveryLetterOfADotString) {
  EXPECT_TRUE(Email::parse("!#$%&'*+-/=?^_`{|}~.0@xn--caf-dma.example"));
}

TEST(Email, IsNothingForOtherTexts) {
  for (const std::string_view typed : {"",
                                       "   ",
                                       "ann",
                                       "ann@",
                                       "@example.com",
                                       "ann@example",
                                       "ann@example.",
                                       "ann@.example.com",
                                       "ann@exam ple.com",
                                       "ann lee@example.com",
                                       "a@b@example.com",
                                       ".ann@example.com",
                                       "ann.@example.com",
                                       "ann..lee@example.com",
                                       "\"ann\"@example.com",
                                       "ann@-example.com",
                                       "ann@example-.com",
                                       "ann@exam_ple.com",
                                       "ann@[192.0.2.1]",
                                       "ann@example.com\r\nBcc: b@example.com",
                                       "Ann <ann@example.com>",
                                       "ann@example.com,bob@example.com",
                                       "\xC3\xA4nn@example.com",
                                       "ann@ex\xC3\xA4mple.com",
                                       "ann(comment)@example.com"}) {
    EXPECT_FALSE(Email::parse(typed)) << typed;
  }
  EXPECT_FALSE(Email::parse(std::string_view("ann@example.com\0", 16)));
}

TEST(Email, IsNoLongerThanMailCanCarry) {
  const std::string label(63, 'd');
  EXPECT_TRUE(Email::parse(std::string(64, 'a') + "@" + label + ".example"));
  EXPECT_FALSE(Email::parse(std::string(65, 'a') + "@" + label + ".example"));
  EXPECT_FALSE(Email::parse("a@" + label + "d.example"));
  const std::string domain = label + "." + label + "." + label + ".";  // 192 letters
  EXPECT_TRUE(Email::parse(std::string(59, 'a') + "@" + domain + "ex"));
  EXPECT_FALSE(Email::parse(std::string(60, 'a') + "@" + domain + "ex"));
}

}  // namespace
}  // namespace sallyport
