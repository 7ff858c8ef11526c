// answer_safely: what every request passes, with no socket in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "kit/crypto/password_hash.hpp"
#include "kit/db/database.hpp"
#include "kit/http/cookie.hpp"
#include "kit/http/server_for_tests.hpp"

namespace sallyport::http {
namespace {

using namespace std::chrono_literals;
using namespace testing_server;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

const std::string form_type = "application/x-www-form-urlencoded";

struct Answered {
  Response response;
  Request seen;  // by the handler
  std::string log;

  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string{Request{.headers = response.headers}.header(name).value_or("")};
  }
};

Answered answered(Request request, const std::function<Response(const Request&)>& handler) {
  Answered answered;
  FunctionApplication application;
  application.on_answer = [&](const Request& given) {
    answered.seen = given;
    return handler(given);
  };
  Lines lines;
  log::Log log{[&](std::string_view line) { lines.add(line); }};
  request.id = "00112233445566ff";
  answered.response = answer_safely(application, std::move(request), log);
  answered.log = lines.joined();
  return answered;
}

Answered answered(Request request) {
  return answered(std::move(request), [](const Request&) { return plain_text(200, "fine"); });
}

Request posted(std::string type, std::string body) {
  return {.method = Method::post,
          .path = "/signin",
          .headers = {{"content-type", std::move(type)}},
          .body = std::move(body)};
}

TEST(AnswerSafely, ReadsTheFormAndTheCookies) {
  for (const std::string& type :
       {form_type, form_type + ";charset=utf-8", form_type + "; charset=UTF-8",
        form_type + "; charset=\"utf-8\"", std::string{"Application/X-WWW-Form-Urlencoded"}}) {
    Request request = posted(type, "email=ann%40example.com");
    request.headers.emplace_back("cookie", "__Host-pre=abc");
    const auto result = answered(std::move(request));
    EXPECT_EQ(result.response.status, 200) << type;
    EXPECT_EQ(result.seen.form.text("email", 254), "ann@example.com");
    EXPECT_EQ(result.seen.cookie("__Host-pre"), "abc");
    EXPECT_EQ(result.seen.body, "") << "the password stands in the form only";
  }
}

TEST(AnswerSafely, ReadsNoCookiesFromTwoHeaders) {
  const auto result = answered({.path = "/", .headers = {{"cookie", "a=1"}, {"cookie", "b=2"}}});
  EXPECT_THAT(result.seen.cookies, IsEmpty());
}

TEST(AnswerSafely, LeavesJsonToTheHandler) {
  for (const std::string type :
       {"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"}) {
    const auto result = answered(posted(type, "{\"a\":1}"));
    EXPECT_EQ(result.response.status, 200) << type;
    EXPECT_TRUE(result.seen.json);
    EXPECT_EQ(result.seen.body, "{\"a\":1}");
    EXPECT_FALSE(result.seen.form.has("a"));
  }
  EXPECT_FALSE(answered(posted(form_type, "a=1")).seen.json);
}

TEST(AnswerSafely, RefusesAPostThatIsNeitherAFormNorJson) {
  EXPECT_EQ(answered(posted("application/jsonp", "{}")).response.status, 415);
  EXPECT_EQ(answered(posted("application/json; charset=utf-16", "{}")).response.status, 415);
  EXPECT_EQ(answered(posted("text/plain", "a=1")).response.status, 415);
  EXPECT_EQ(answered(posted(form_type + "; charset=utf-16", "a=1")).response.status, 415);
  EXPECT_EQ(answered(posted(form_type + "x", "a=1")).response.status, 415);
  EXPECT_EQ(answered(posted("", "")).response.status, 415);
  EXPECT_EQ(answered({.method = Method::post, .path = "/", .body = "a=1"}).response.status, 415);
  EXPECT_EQ(answered(posted(form_type, "a=1&a=2")).response.status, 400);
  EXPECT_EQ(answered({.path = "/", .query = "a=1&a=2"}).response.status, 400);
}

TEST(AnswerSafely, TakesAPostOfNothing) {
  EXPECT_EQ(answered({.method = Method::post, .path = "/"}).response.status, 200);
  EXPECT_EQ(answered(posted(form_type, "")).response.status, 200);
}

TEST(AnswerSafely, DoesNotWaitForWhatWouldBeHeld) {
  int looks = 0;
  const auto result = answered({.path = "/"}, [&](const Request& request) {
    ++looks;
    return request.waited ? plain_text(200, "over") : hold({.topic = "a", .most = 25s});
  });
  EXPECT_EQ(result.response.body, "over");
  EXPECT_TRUE(result.seen.again);
  EXPECT_EQ(looks, 2);
}

TEST(AnswerSafely, GivesTheHoldToWhoAsksForIt) {
  FunctionApplication application;
  application.on_answer = [](const Request&) { return hold({.topic = "a", .most = 25s}); };
  Lines lines;
  log::Log log{[&](std::string_view line) { lines.add(line); }};
  Request request{.path = "/"};
  const auto response = answer_or_hold(application, request, std::chrono::steady_clock::now(), log);
  ASSERT_TRUE(response.hold);
  EXPECT_EQ(response.hold->topic, "a");
  EXPECT_THAT(lines.all(), IsEmpty()) << "its line is for when it is answered";
}

TEST(AnswerSafely, IgnoresTheBodyOfAGet) {
  const auto result =
      answered({.path = "/", .headers = {{"content-type", form_type}}, .body = "a=1"});
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.seen.body, "");
  EXPECT_FALSE(result.seen.form.has("a"));
}

TEST(AnswerSafely, Says503WhenTheDatabaseIsGone) {
  const auto result = answered(
      {.path = "/"}, [](const Request&) -> Response { throw db::Unavailable("disk full"); });
  EXPECT_EQ(result.response.status, 503);
  EXPECT_EQ(result.header("Retry-After"), "5");
  EXPECT_THAT(result.response.body, HasSubstr("failure page"));
  EXPECT_THAT(result.response.body, Not(HasSubstr("disk full")));
  EXPECT_THAT(result.log, HasSubstr("disk full"));
}

TEST(AnswerSafely, SaysWhenToComeBackWhenTooManyPasswordsAreChecked) {
  const auto result = answered({.path = "/"}, [](const Request&) -> Response {
    throw crypto::Overloaded(std::chrono::seconds{17});
  });
  EXPECT_EQ(result.response.status, 503);
  EXPECT_EQ(result.header("Retry-After"), "17");
  EXPECT_EQ(result.response.held_for, std::chrono::seconds{1}) << "nor may they ask again at once";
  EXPECT_THAT(result.log, Not(HasSubstr("request_failed")));
}

TEST(AnswerSafely, Says500ForAnythingElseAndLogsItOnce) {
  const auto result = answered(
      {.path = "/"}, [](const Request&) -> Response { throw Bug("a session has an account"); });
  EXPECT_EQ(result.response.status, 500);
  EXPECT_EQ(result.response.body, "failure page, request 00112233445566ff");
  EXPECT_THAT(result.log, HasSubstr("\"sallyport::Bug\""));
  EXPECT_THAT(result.log, HasSubstr("a session has an account"));
  EXPECT_THAT(result.log, HasSubstr("00112233445566ff"));
  const auto first = result.log.find("request_failed");
  EXPECT_EQ(result.log.find("request_failed", first + 1), std::string::npos);

  const auto thrown_number = answered({.path = "/"}, [](const Request&) -> Response { throw 7; });
  EXPECT_EQ(thrown_number.response.status, 500);
}

TEST(AnswerSafely, DoesNotSendAResponseThatWouldBreakTheConnection) {
  const auto status_of = [](Response response) {
    return answered({.path = "/"}, [&](const Request&) { return response; }).response.status;
  };
  EXPECT_EQ(status_of({.status = 200, .headers = {{"Vary", "Cookie"}}}), 200);
  EXPECT_EQ(status_of({.status = 200, .headers = {{"Location", "/\r\nSet-Cookie: sid=x"}}}), 500);
  EXPECT_EQ(status_of({.status = 200, .headers = {{"X\r\nY", "z"}}}), 500);
  EXPECT_EQ(status_of({.status = 200, .headers = {{"content-LENGTH", "0"}}}), 500);
  EXPECT_EQ(status_of({.status = 200, .headers = {{"Transfer-Encoding", "chunked"}}}), 500);
  EXPECT_EQ(status_of({.status = 200, .headers = {{"Connection", "close"}}}), 500);
  EXPECT_EQ(status_of({.status = 100}), 500);
  EXPECT_EQ(status_of({.status = 0}), 500);
}

TEST(AnswerSafely, AnswersPlainlyWhenTheFailurePageFails) {
  FunctionApplication application;
  application.on_answer = [](const Request&) -> Response { throw Bug("first"); };
  application.failure_fails = true;
  Lines lines;
  log::Log log{[&](std::string_view line) { lines.add(line); }};
  const auto response = answer_safely(application, {.path = "/", .id = "abcd"}, log);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, "500 Internal Server Error (abcd)\n");
  EXPECT_THAT(lines.joined(), HasSubstr("first"));
  EXPECT_THAT(lines.joined(), HasSubstr("the failure page failed"));
}

TEST(AnswerSafely, AnswersThoughTheLogCannotBeWritten) {
  FunctionApplication application;
  log::Log log{[](std::string_view) { throw std::runtime_error("disk full"); }};
  EXPECT_EQ(answer_safely(application, {.path = "/a"}, log).body, "GET /a");
  application.on_answer = [](const Request&) -> Response { throw Bug("x"); };
  EXPECT_EQ(answer_safely(application, {.path = "/a"}, log).status, 500);
}

TEST(AccessLog, NamesTheRouteAndNeverWhatMayBeASecret) {
  const auto routed =
      answered({.path = "/invitation/verysecret", .query = "code=alsosecret"}, [](const Request&) {
        auto response = plain_text(200, "");
        response.route = "/invitation/{token}";
        return response;
      });
  EXPECT_THAT(routed.log, HasSubstr("/invitation/{token}"));
  EXPECT_THAT(routed.log, HasSubstr("\"status\":200"));
  EXPECT_THAT(routed.log, HasSubstr("\"GET\""));
  EXPECT_THAT(routed.log, HasSubstr("milliseconds"));
  EXPECT_THAT(routed.log, HasSubstr("00112233445566ff"));
  EXPECT_THAT(routed.log, Not(HasSubstr("secret")));

  const auto unknown = answered({.path = "/invitation/verysecret", .query = "code=alsosecret"});
  EXPECT_THAT(unknown.log, HasSubstr("/invitation/..."));
  EXPECT_THAT(unknown.log, Not(HasSubstr("secret")));

  const auto broken = answered(posted(form_type, "password=verysecret%zz"));
  EXPECT_THAT(broken.log, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace sallyport::http
