#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

// RFC 4648 §10.
TEST(Encoding, WritesTheVectorsOfRfc4648) {
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(to_base32("foob"), "MZXW6YQ");
  EXPECT_EQ(to_base64url("foob"), "Zm9vYg");
  EXPECT_EQ(to_hex("foobar"), "666f6f626172");
}

TEST(Encoding, ReadsBackWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(from_base32(to_base32(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    EXPECT_EQ(from_crockford(to_crockford(bytes)), bytes);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
  }
}

TEST(Encoding, RefusesStrayLettersAndLeftoverBits) {
  EXPECT_FALSE(from_base32("MZXW6YQ="));
  EXPECT_FALSE(from_base64url("Zm9vYh"));  // the last letter holds bits that mean nothing
  EXPECT_FALSE(from_base64url("Zm9v+g"));
  EXPECT_FALSE(from_hex("6"));
  EXPECT_FALSE(from_crockford("u"));
  EXPECT_FALSE(percent_decode("%zz"));
  EXPECT_FALSE(percent_decode("%4"));
}

TEST(Encoding, ReadsCrockfordAsPeopleTypeIt) {
  EXPECT_EQ(from_crockford("O1IL"), from_crockford("0111"));
}

TEST(Encoding, TellsUtf8FromOtherBytes) {
  EXPECT_TRUE(is_utf8("caf\xC3\xA9 \xF0\x9F\x94\x91"));
  for (const std::string_view bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                                     "\xFF", "\x80", "\xE0\x80\xAF"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
  EXPECT_EQ(code_points("caf\xC3\xA9"), 4U);
}

}  // namespace
}  // namespace sallyport
