#include "features/factors/totp/totp.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sallyport::totp {
namespace {

Time at(std::int64_t seconds) { return at_unix_seconds(seconds); }
Secret rfc_secret() { return Secret{std::string_view{"12345678901234567890"}}; }

// RFC 4226 Appendix D: the counter is our step.
TEST(Totp, ShowsTheCodesOfRfc4226) {
  constexpr std::array codes{"755224", "287082", "359152", "969429", "338314",
                             "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t counter = 0; counter < codes.size(); ++counter) {
    EXPECT_EQ(code_at(rfc_secret(), static_cast<Step>(counter)), codes.at(counter))
        << "counter " << counter;
  }
}

// RFC 6238 Appendix B, the SHA-1 rows, cut to our 6 digits.
TEST(Totp, ShowsTheCodesOfRfc6238) {
  struct Row {
    std::int64_t unix_seconds;
    std::string_view code;
  };
  for (const auto& [seconds, code] :
       {Row{59, "287082"}, Row{1111111109, "081804"}, Row{1111111111, "050471"},
        Row{1234567890, "005924"}, Row{2000000000, "279037"}, Row{20000000000, "353130"}}) {
    EXPECT_EQ(code_at(rfc_secret(), step_at(at(seconds))), code) << "at " << seconds;
  }
}

// R-TOTP-2: which steps count; each once.
TEST(Totp, AcceptsACodeOneStepEarlyOrLateAndNoFurther) {
  const Time now = at(1111111109);
  const Step current = step_at(now);
  for (const Step drift : {-1, 0, 1}) {
    const auto result =
        check_code(rfc_secret(), code_at(rfc_secret(), current + drift), now, /*last_step=*/0);
    ASSERT_TRUE(result) << "drift " << drift;
    EXPECT_EQ(*result, current + drift);
  }
  for (const Step drift : {-2, 2}) {
    const auto result =
        check_code(rfc_secret(), code_at(rfc_secret(), current + drift), now, /*last_step=*/0);
    ASSERT_FALSE(result) << "drift " << drift;
    EXPECT_EQ(result.error(), CodeRefused::wrong) << "drift " << drift;
  }
}

TEST(Totp, RefusesACodeTheSecondTimeAndEveryOlderOne) {
  const Time now = at(59);
  const auto first = check_code(rfc_secret(), "287082", now, /*last_step=*/0);
  ASSERT_TRUE(first);
  EXPECT_EQ(check_code(rfc_secret(), "287082", now, *first).error(), CodeRefused::already_used);
  EXPECT_EQ(check_code(rfc_secret(), "755224", now, *first).error(), CodeRefused::already_used);
}

TEST(Totp, RefusesAnythingButSixDigits) {
  for (const std::string_view typed :
       {"", "28708", "2870822", "28708a", "-28708", "２８７０８２", "287 82"}) {
    EXPECT_EQ(check_code(rfc_secret(), typed, at(59), /*last_step=*/0).error(),
              CodeRefused::malformed)
        << typed;
  }
}

TEST(M45, ToleratesTheSpacesThatAppsPutIntoACode) {
  for (const std::string_view typed : {"287 082", " 287082 ",
                                       "287\xC2\xA0"
                                       "082",
                                       "287082\r\n", "2 8 7 0 8 2"}) {
    EXPECT_EQ(without_spaces(typed), "287082") << typed;
  }
}

TEST(M42, ShowsTheSecretInGroupsOfFour) {
  EXPECT_EQ(in_groups(rfc_secret()), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

TEST(M40, PutsNothingButLabelSecretAndIssuerIntoTheQrCode) {
  EXPECT_EQ(otpauth_url(rfc_secret(), "Customer Portal", *Email::parse("ann+work@example.com")),
            "otpauth://totp/Customer%20Portal:ann%2Bwork%40example.com"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Customer%20Portal");
}

TEST(M40, AColonInThePortalsNameDoesNotSplitTheLabel) {
  EXPECT_TRUE(otpauth_url(rfc_secret(), "A:B", *Email::parse("ann@example.com"))
                  .starts_with("otpauth://totp/A%3AB:ann%40example.com?"));
}

}  // namespace
}  // namespace sallyport::totp
