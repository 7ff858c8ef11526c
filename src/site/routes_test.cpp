#include "site/routes.hpp"

#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::site {
namespace {

TEST(Routes, RefuseJsonOnPages) {
  testkit::Service service;
  testkit::Browser browser{service};
  browser.open("/signin");
  browser.headers["content-type"] = "application/json";
  EXPECT_EQ(browser.send(http::Method::post, "/signin/password", "{}").status, 415);
  EXPECT_EQ(browser.send(http::Method::post, "/logoff", "{}").status, 415);
}

TEST(Routes, GiveJsonAsItCameToMachinesAndNoForms) {
  testkit::Service service;
  http::Router router;
  Routes routes{router, service.service().site()};
  routes.post_plain(
      "/machine", [](const http::Request& request) { return http::plain_text(200, request.body); });
  const auto match = router.match(http::Method::post, "/machine");
  ASSERT_NE(match.handler, nullptr);
  http::Request request{.method = http::Method::post, .body = "{}", .json = true};
  EXPECT_EQ((*match.handler)(request).body, "{}");
  request.json = false;  // as answer_safely says of a form
  EXPECT_EQ((*match.handler)(request).status, 415);
}

}  // namespace
}  // namespace sallyport::site
