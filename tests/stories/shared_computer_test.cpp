// On a computer that others use too: what the pages say about the time left is what happens.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

constexpr const char* ann = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";

TEST(SharedComputer, LogsOffAfterAnHourAndEveryMinuteBeforeSaysSo) {
  Service service;
  service.add_person(ann, password);
  Browser browser(service);
  browser.open("/signin");
  browser.press("Log in", {{"email", ann}, {"password", password}, {"shared", "1"}});
  for (int minute = 1; minute < 60; ++minute) {
    service.clock.advance(std::chrono::minutes{1});
    browser.open("/account-security");
    ASSERT_EQ(browser.path(), "/account-security") << minute;
    browser.send(http::Method::get, "/session/left");
    const int left = std::min(30, 60 - minute);
    ASSERT_EQ(browser.response().body, std::to_string(left * 60) + "\n") << minute;
  }
  service.clock.advance(std::chrono::minutes{1});
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin");
}

}  // namespace
}  // namespace sallyport::testkit
