#include "features/portal/well_known.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/assets.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::portal {
namespace {

using testing::HasSubstr;
using testkit::Browser;
using testkit::Service;

TEST(WellKnown, PasswordManagersFindWhereAPasswordIsChanged) {
  Service service;
  Browser browser(service);
  browser.follows = false;
  browser.open("/.well-known/change-password");
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(browser.header("Location"), "/account-security/password");
}

TEST(WellKnown, SecurityTxtNamesTheContactAndExpiresWithinAYear) {
  auto settings = testkit::test_settings();
  settings.portal.security_contact = "security@portal.example";
  Service service(settings);
  Browser browser(service);
  browser.open("/.well-known/security.txt");
  EXPECT_EQ(browser.status(), 200);
  EXPECT_EQ(browser.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_THAT(browser.html(), HasSubstr("Contact: mailto:security@portal.example\n"));
  EXPECT_THAT(browser.html(), HasSubstr("Expires: 2028-01-14T08:00:00Z\n"));
  EXPECT_THAT(browser.html(),
              HasSubstr("Canonical: https://portal.example/.well-known/security.txt\n"));

  settings.portal.security_contact = "https://portal.example/report";
  service.restart(settings);
  browser.open("/.well-known/security.txt");
  EXPECT_THAT(browser.html(), HasSubstr("Contact: https://portal.example/report\n"));
}

TEST(WellKnown, WithoutAContactThereIsNoSecurityTxt) {
  Service service;
  Browser browser(service);
  browser.open("/.well-known/security.txt");
  EXPECT_EQ(browser.status(), 404);
}

TEST(WellKnown, SearchEnginesAreSentAway) {
  Service service;
  Browser browser(service);
  browser.open("/robots.txt");
  EXPECT_EQ(browser.html(), "User-agent: *\nDisallow: /\n");
}

TEST(WellKnown, AssetsMayBeKeptForEverAndOtherNamesAreNotThere) {
  Service service;
  Browser browser(service);
  browser.open(site::asset_url("site.css"));
  EXPECT_EQ(browser.status(), 200);
  EXPECT_EQ(browser.header("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(browser.header("Cache-Control"), "public, max-age=31536000, immutable");
  browser.open("/favicon.ico");
  EXPECT_EQ(browser.path(), site::asset_url("icon.svg"));
  EXPECT_EQ(browser.status(), 200);
  browser.open("/assets/site.css");
  EXPECT_EQ(browser.status(), 404);
}

}  // namespace
}  // namespace sallyport::portal
