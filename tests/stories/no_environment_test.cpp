// An operator whose customers have no other password to mistake the portal's for sets
// portal.environment = "": then no page speaks of one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

class NoEnvironment : public testing::TestWithParam<const char*> {
 protected:
  NoEnvironment() : service(without_environment()), browser(service, GetParam()) {
    service.add_person(email, password);
  }
  static app::Settings without_environment() {
    auto settings = test_settings();
    settings.portal.environment = "";
    return settings;
  }
  /// Sentences are whole: nothing is missing before a full stop or a colon, nothing stands in
  /// braces.
  void expect_whole(const std::string& where) const {
    for (const char* hole : {" .", " :", " ,", "{"}) {
      EXPECT_THAT(browser.text(), Not(HasSubstr(hole))) << where;
    }
  }
  void log_in() { browser.submit({{"email", email}, {"password", password}}); }

  Service service;
  Browser browser;
};

TEST_P(NoEnvironment, M3EveryPageSpeaksInWholeSentences) {
  for (const char* path : {"/signin", "/help", "/forgotten", "/trust"}) {
    browser.open(path);
    expect_whole(path);
  }
  browser.open("/signin");
  browser.submit({{"email", email}, {"password", "wrong horse battery"}});
  EXPECT_EQ(browser.status(), 422);
  expect_whole("a wrong password");
  log_in();
  EXPECT_EQ(browser.path(), "/");
  browser.open("/account-security");
  expect_whole(browser.path());
  browser.open("/account-security/two-factor/method");
  browser.submit({{"password", "wrong horse battery"}});
  EXPECT_EQ(browser.status(), 422);
  expect_whole("a wrong password within the session");
}

INSTANTIATE_TEST_SUITE_P(InBothLanguages, NoEnvironment, testing::Values("en", "nl"));

}  // namespace
}  // namespace sallyport::testkit
