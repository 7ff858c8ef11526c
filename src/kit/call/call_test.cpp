#include "kit/call/call.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.hpp"
#include "kit/http/server_for_tests.hpp"

namespace sallyport::call {
namespace {

/// A port of this machine: taken, and listened on or not.
class Taken {
 public:
  explicit Taken(bool listening) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    check(::bind(socket_, any, size) == 0, "a test takes a port");
    check(::getsockname(socket_, any, &size) == 0, "a socket has a port");
    if (listening) check(::listen(socket_, 5) == 0, "a test listens");
    port_ = ntohs(address.sin_port);
  }
  ~Taken() { ::close(socket_); }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  [[nodiscard]] std::string port() const { return std::to_string(port_); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

Answer ask(const std::string& url) {
  return get({.url = url,
              .headers = {},
              .authorities = {},
              .instead = {},
              .patience = std::chrono::milliseconds{300}});
}

TEST(Call, SaysWhyThereIsNoAnswer) {
  const Taken closed{false};
  EXPECT_EQ(ask("http://127.0.0.1:" + closed.port() + "/").outcome, Outcome::refused);
  const Taken silent{true};
  EXPECT_EQ(ask("http://127.0.0.1:" + silent.port() + "/").outcome, Outcome::too_slow);
}

TEST(Call, SendsABodyAndItsHeaders) {
  http::testing_server::Service service;
  service.application.on_answer = [](const http::Request& request) {
    return http::plain_text(201, std::string{http::name_of(request.method)} + " " + request.body);
  };
  const Question question{.url = "http://127.0.0.1:" + std::to_string(service.port()) + "/a?b=c",
                          .headers = {{"Content-Type", "application/json"}},
                          .authorities = {},
                          .instead = {}};
  const Answer answer = post(question, R"({"a":1})");
  EXPECT_EQ(answer.outcome, Outcome::answered);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, R"(POST {"a":1})");
  EXPECT_EQ(post(question, "").body, "POST ");
  EXPECT_EQ(get(question).body, "GET ");
}

TEST(Call, FindsHeadersInAnyCaseAndAllOfThem) {
  Answer answer;
  answer.headers = {{"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}, {"Date", "now"}};
  EXPECT_EQ(answer.header("SET-COOKIE"), (std::vector<std::string_view>{"a=1", "b=2"}));
  EXPECT_TRUE(answer.header("Cookie").empty());
}

TEST(Call, ReadsDates) {
  EXPECT_EQ(read_http_date("Tue, 15 Nov 1994 08:12:31 GMT"), at_unix_seconds(784'887'151));
  EXPECT_EQ(read_http_date("yesterday"), std::nullopt);
}

}  // namespace
}  // namespace sallyport::call
