#include "features/health/health.hpp"

#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::health {
namespace {

using testkit::Browser;
using testkit::Service;

TEST(Health, AnswersInPlainWordsUnderAnyName) {
  Service service;
  Browser browser(service);
  browser.headers["host"] = "10.0.0.7:8080";
  browser.open("/health/live");
  EXPECT_EQ(browser.status(), 200);
  EXPECT_EQ(browser.html(), "live\n");
  EXPECT_EQ(browser.header("Content-Type"), "text/plain; charset=utf-8");
  browser.open("/health/ready");
  EXPECT_EQ(browser.status(), 200);
  EXPECT_EQ(browser.html(), "ready\n");
  EXPECT_TRUE(browser.cookies.empty());
}

TEST(Health, OtherPagesAnswerUnderTheirOwnNameOnly) {
  Service service;
  Browser browser(service);
  browser.headers["host"] = "10.0.0.7:8080";
  browser.open("/signin");
  EXPECT_EQ(browser.status(), 421);
}

}  // namespace
}  // namespace sallyport::health
