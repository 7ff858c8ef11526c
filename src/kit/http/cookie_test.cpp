#include "kit/http/cookie.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bug.hpp"

namespace sallyport::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Cookie, IsSetForThisHostOnlyAndHiddenFromScripts) {
  EXPECT_EQ(set_cookie({.name = "__Host-sid", .value = "abc_123-x"}),
            "__Host-sid=abc_123-x; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(
      set_cookie({.name = "__Host-known", .value = "x", .lasts = std::chrono::hours{24 * 90}}),
      "__Host-known=x; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=7776000");
  EXPECT_EQ(set_cookie({.name = "__Host-sid", .lasts = std::chrono::seconds{0}}),
            "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(Cookie, IsABugWhenItsTextWouldEndIt) {
  for (const std::string value :
       {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nSet-Cookie: x=1", "\xC3\xA9"}) {
    EXPECT_THROW((void)set_cookie({.name = "a", .value = value}), Bug) << value;
  }
  for (const std::string name : {"", "a=b", "a b", "a;"}) {
    EXPECT_THROW((void)set_cookie({.name = name, .value = "x"}), Bug) << name;
  }
}

TEST(Cookie, IsReadFromTheHeader) {
  EXPECT_THAT(
      parse_cookies("__Host-sid=abc; __Host-known=x=y;lang=nl"),
      ElementsAre(Pair("__Host-known", "x=y"), Pair("__Host-sid", "abc"), Pair("lang", "nl")));
  EXPECT_THAT(parse_cookies(""), IsEmpty());
  EXPECT_THAT(parse_cookies(";;; ;"), IsEmpty());
  EXPECT_THAT(parse_cookies("a="), ElementsAre(Pair("a", "")));
}

// A neighbour under our parent domain can add a cookie with our name, but not pass it off as ours.
TEST(Cookie, IsLeftOutWhenItCameTwice) {
  EXPECT_THAT(parse_cookies("sid=ours; lang=nl; sid=theirs"), ElementsAre(Pair("lang", "nl")));
  EXPECT_THAT(parse_cookies("sid=ours; sid=ours"), IsEmpty());
  EXPECT_THAT(parse_cookies("sid=ours; sid=\"theirs\""), IsEmpty());
  EXPECT_THAT(parse_cookies("sid=\"theirs\"; sid=ours"), IsEmpty());
  EXPECT_THAT(parse_cookies("sid=a; sid=b; sid=c"), IsEmpty());
}

TEST(Cookie, IsLeftOutWhenItIsNotWellFormed) {
  for (const std::string_view pair :
       {"sid", "=x", "si d=x", "sid =x", "sid=a b", "sid=\"a\"", "sid=a,b", "sid=\xC3\xA9",
        "s\x01=x", "s\xC3\xA9=x", "sid= x"}) {
    EXPECT_THAT(parse_cookies(std::string{pair} + "; lang=nl"), ElementsAre(Pair("lang", "nl")))
        << pair;
  }
}

}  // namespace
}  // namespace sallyport::http
