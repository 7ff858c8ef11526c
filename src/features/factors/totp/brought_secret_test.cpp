#include "features/factors/totp/brought_secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace sallyport::totp {
namespace {

using testing::HasSubstr;

constexpr const char* secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // RFC 6238, appendix B

std::string read(std::string_view text) {
  const auto found = read_brought_secret(text);
  return found ? to_base32(found->secret.reveal()) : found.error();
}

TEST(BroughtSecret, IsBase32HoweverItIsWritten) {
  for (const char* text :
       {secret, "gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY3TQOJQ"}) {
    EXPECT_EQ(read(text), secret);
  }
  EXPECT_EQ(read("JBSWY3DPEHPK3PXP"), "JBSWY3DPEHPK3PXP") << "ten bytes, as was usual once";
}

TEST(BroughtSecret, IsReadOutOfAnOtpauthAddress) {
  const auto found =
      read_brought_secret(std::string{"otpauth://totp/Old%20Portal:ann@example.com?secret="} +
                          secret + "&issuer=Old%20Portal&algorithm=SHA1&digits=6&period=30");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(to_base32(found->secret.reveal()), secret);
  EXPECT_EQ(found->label, "Old Portal");
  EXPECT_EQ(read(std::string{"otpauth://totp/ann?secret="} + secret), secret);
}

TEST(BroughtSecret, ThatAppsShowOtherwiseIsRefusedWithWhatItAsksFor) {
  const std::string address = std::string{"otpauth://totp/ann?secret="} + secret;
  EXPECT_THAT(read(address + "&algorithm=SHA256"), HasSubstr("algorithm=SHA256"));
  EXPECT_THAT(read(address + "&digits=8"), HasSubstr("digits=8"));
  EXPECT_THAT(read(address + "&period=60"), HasSubstr("period=60"));
  for (const std::string& text :
       {std::string{"otpauth://hotp/ann?secret="} + secret + "&counter=1",
        std::string{"otpauth://totp/ann"}, std::string{"otpauth://totp/ann?issuer=x"},
        address + "&secret=x", address + "&%zz=1", std::string{"not base32!"}, std::string{"A"},
        std::string{"GEZDGNBV"}, std::string(2000, 'A'), std::string(200, 'A'), std::string{}}) {
    EXPECT_THAT(read(text), HasSubstr("activates an app here")) << text;
  }
}

}  // namespace
}  // namespace sallyport::totp
