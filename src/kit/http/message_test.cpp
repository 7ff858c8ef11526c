#include "kit/http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "kit/http/cookie.hpp"
#include "kit/http/response_text.hpp"

namespace sallyport::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(Request, HasAHeaderThatCameOnce) {
  const Request request{.headers = {{"accept", "a"}, {"accept", "b"}, {"host", "portal.example"}}};
  EXPECT_EQ(request.header("host"), "portal.example");
  EXPECT_EQ(request.header("accept"), std::nullopt);
  EXPECT_EQ(request.header("cookie"), std::nullopt);
}

TEST(Request, ReadsItsQueryLikeAForm) {
  EXPECT_EQ(Request{.query = "because=attempt+over"}.query_form().text("because", 99),
            "attempt over");
  EXPECT_TRUE(Request{}.query_form().fields().empty());
}

TEST(Response, ReplacesAHeaderOfTheSameName) {
  Response response;
  response.with_header("Retry-After", "5")
      .with_header("Vary", "Cookie")
      .with_header("retry-after", "9");
  EXPECT_THAT(response.headers, ElementsAre(Pair("Vary", "Cookie"), Pair("retry-after", "9")));
}

TEST(Response, ReplacesACookieOfTheSameNameAndKeepsOthers) {
  Response response;
  response.with_cookie({.name = "a", .value = "1"}).with_cookie({.name = "ab", .value = "2"});
  response.with_cookie({.name = "a", .value = "3"});
  EXPECT_THAT(response.headers, ElementsAre(Pair("Set-Cookie", HasSubstr("ab=2")),
                                            Pair("Set-Cookie", HasSubstr("a=3"))));
}

TEST(Response, DoesNotTakeASecondHeaderInAValue) {
  EXPECT_THROW((void)see_other("/\r\nSet-Cookie: sid=x"), Bug);
  EXPECT_THROW(Response{}.with_header("A", std::string{"x\0", 2}), Bug);
  EXPECT_THROW(Response{}.with_header("A b", "x"), Bug);
}

TEST(Response, RedirectsSoThatNothingIsSentTwice) {
  const Response response = see_other("/signin");
  EXPECT_EQ(response.status, 303);
  EXPECT_THAT(response.headers, ElementsAre(Pair("Location", "/signin")));
}

// The example of RFC 9110 §5.6.7.
TEST(ResponseText, WritesTheDateOfTheRfc) {
  EXPECT_EQ(http_date(at_unix_seconds(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(ResponseText, IsOnePieceWithALength) {
  EXPECT_EQ(response_text(html(200, "<p>"), at_unix_seconds(0), Body::whole, After::keep_alive),
            "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 3\r\n"
            "Content-Type: text/html; charset=utf-8\r\n\r\n<p>");
}

TEST(ResponseText, LeavesTheBodyOutForHeadButNotItsLength) {
  const auto text =
      response_text(plain_text(404, "none"), at_unix_seconds(0), Body::left_out, After::close);
  EXPECT_THAT(text, HasSubstr("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(text, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(text, HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ResponseText, HasNoLengthWhereTheStatusAllowsNoBody) {
  for (const int status : {204, 304}) {
    const auto text = response_text({.status = status, .body = "x"}, at_unix_seconds(0),
                                    Body::whole, After::keep_alive);
    EXPECT_THAT(text, Not(HasSubstr("Content-Length")));
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
  }
}

}  // namespace
}  // namespace sallyport::http
