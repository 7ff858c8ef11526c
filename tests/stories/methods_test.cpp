// Methods that no page of ours has, over a real connection, for every route.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/http/server_for_tests.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";

TEST(Methods, ThatNoPageHasAreRefusedOnEveryRouteAlsoToSomebodySignedIn) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  sign_in(browser, email, password);
  const std::string cookie = "Cookie: __Host-sid=" + browser.cookies.at("__Host-sid") + "\r\n";
  const auto events = service.audit().size();

  http::testing_server::Service server;
  server.application.on_answer = [&](const http::Request& request) {
    http::Request at_our_time = request;
    at_our_time.now = service.clock.now();
    return service.service().answer(at_our_time);
  };
  std::size_t tried = 0;
  for (const http::Route& route : service.service().router().routes()) {
    std::string path = route.path;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "totp");
    }
    for (const char* method :
         {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Post"}) {
      http::testing_server::Client client(server.port());
      client.send(std::string{method} + " " + path + " HTTP/1.1\r\nHost: portal.example\r\n" +
                  cookie + "Content-Length: 0\r\n\r\n");
      const auto reply = client.receive();
      const std::string where = std::string{method} + " " + path;
      EXPECT_TRUE(reply.status >= 400 && reply.status < 600) << where << ": " << reply.status;
      EXPECT_NE(reply.status, 500) << where;
      EXPECT_THAT(reply.body, Not(HasSubstr("Example BV"))) << where;
      EXPECT_THAT(reply.body, Not(HasSubstr(browser.cookies.at("__Host-sid")))) << where;
      ++tried;
    }
  }
  EXPECT_GT(tried, 200U);
  EXPECT_EQ(service.audit().size(), events) << "nothing was done";
  browser.open("/");
  EXPECT_EQ(browser.status(), 200) << "and the session lives";

  // The control: the same connection, cookie and Host are good for a page.
  http::testing_server::Client client(server.port());
  client.send(http::testing_server::get("/", cookie));
  EXPECT_THAT(client.receive().body, HasSubstr("Example BV"));
}

}  // namespace
}  // namespace sallyport::testkit
