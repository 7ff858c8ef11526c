#include "features/portal/home.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::portal {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

TEST(M68, HomeLeadsDirectlyToWhatThereIs) {
  auto settings = testkit::test_settings();
  settings.portal.help_url = "https://help.example/";
  Service service(settings);
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.heading(), "Welcome, Ann Bakker");
  EXPECT_THAT(browser.text(), HasSubstr("Directly to"));
  EXPECT_THAT(browser.link_words(), Contains("Account security"));
  EXPECT_THAT(browser.link_words(), Contains("Help"));
}

TEST(M68, HomeLeadsToThePartsThatARoleInTheChosenOrganisationOpens) {
  auto settings = testkit::test_settings();
  settings.portal.parts = {
      {.name = "Courses", .dutch_name = "Cursussen", .address = "/courses/", .roles = {}},
      {.name = "Review", .dutch_name = "", .address = "/review/", .roles = {"administrator"}},
      {.name = "Elsewhere",
       .dutch_name = "",
       .address = "https://elsewhere.example/",
       .roles = {}}};
  Service service(settings);
  service.add_contact(service.add_organisation("Company"), email, "Ann", "Bakker",
                      {"administrator"});
  service.add_contact(service.add_organisation("Other"), email);
  service.set_password(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Company");
  EXPECT_THAT(browser.link_words(), testing::IsSupersetOf({"Courses", "Review", "Elsewhere"}));
  browser.open("/organisation");
  browser.press("Other");
  EXPECT_THAT(browser.link_words(), Contains("Courses"));
  EXPECT_THAT(browser.link_words(), Not(Contains("Review")));
  browser.press("Nederlands");
  EXPECT_THAT(browser.link_words(), testing::IsSupersetOf({"Cursussen", "Elsewhere"}));
}

TEST(M80, ABannerCountsTheDaysDownForPeopleWithoutAFactor) {
  auto settings = testkit::test_settings();
  settings.policy.required_from = parse_day("2027-01-17");  // the clock of the tests: 15 January
  Service service(settings);
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(
      browser.text(),
      HasSubstr("Two-factor authentication is required from 17 January 2027: 2 days left."));
  browser.open("/account-security");
  EXPECT_THAT(browser.text(), HasSubstr("2 days left."));
  service.clock.advance(std::chrono::hours{24});
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(browser.text(), HasSubstr("1 day left."));

  service.enrol_totp(email);
  Browser protected_by_one(service);
  const auto app = service.enrol_totp(email);
  testkit::sign_in(protected_by_one, email, password, app);
  ASSERT_EQ(protected_by_one.path(), "/");
  EXPECT_THAT(protected_by_one.text(), Not(HasSubstr("left.")));
}

TEST(Home, SaysWhetherASecondFactorProtectsTheSignIn) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(browser.text(), HasSubstr("Two-factor authentication Off"));
  const auto app = service.enrol_totp(email);
  Browser next(service);
  testkit::sign_in(next, email, password, app);
  EXPECT_THAT(next.text(), HasSubstr("Two-factor authentication On"));
}

TEST(Home, WhatAnOrganisationIsCalledCannotBecomeMarkup) {
  Service service;
  service.add_contact(service.add_organisation("<b>&\"' BV"), email);
  service.set_password(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(browser.text(), HasSubstr("<b>&\"' BV"));
  EXPECT_THAT(browser.html(), Not(HasSubstr("<b>&")));
}

}  // namespace
}  // namespace sallyport::portal
