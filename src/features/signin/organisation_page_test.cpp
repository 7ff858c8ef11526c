#include "features/signin/organisation_page.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

/// A person of each of these organisations.
std::vector<organisation::Organisation> with_organisations(Service& service,
                                                           const std::vector<std::string>& names) {
  std::vector<organisation::Organisation> organisations;
  for (const std::string& name : names) {
    organisations.push_back(service.add_organisation(name));
    service.add_contact(organisations.back(), email);
  }
  service.set_password(email, password);
  return organisations;
}

/// The buttons of the chooser in their order.
std::vector<std::string> offered(const Browser& browser) {
  for (const testkit::PageForm& form : browser.forms()) {
    if (form.action == "/organisation" && form.method == "post") return form.buttons;
  }
  return {};
}

TEST(M13, OneAddressServesSeveralOrganisations) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(offered(browser), ElementsAre("Alpha BV", "Beta BV"));
}

TEST(M14, TheOrganisationIsSelectedAfterTheSecondFactor) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV"});
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  EXPECT_THAT(browser.text(), Not(HasSubstr("Alpha BV"))) << "a password alone does not tell them";
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/organisation");
  EXPECT_EQ(browser.heading(), "Select organisation");
  browser.open("/");
  EXPECT_EQ(browser.path(), "/organisation") << "no page opens before";
  browser.press("Beta BV");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("You are here for Beta BV."));
}

TEST(M15, WithOneOrganisationTheChooserIsSkipped) {
  Service service;
  with_organisations(service, {"Alpha BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("Alpha BV"));
  browser.open("/organisation");
  EXPECT_EQ(browser.path(), "/");
}

TEST(M16, SelectOrganisationChangesItWithoutSigningInAgain) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Alpha BV");
  const std::string before = browser.cookies.at("__Host-sid");
  browser.click("Select organisation");
  browser.press("Beta BV");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("You are here for Beta BV."));
  EXPECT_NE(browser.cookies.at("__Host-sid"), before) << "other rights, another token";

  Browser copied(service);
  copied.cookies["__Host-sid"] = before;
  copied.open("/");
  EXPECT_EQ(copied.path(), "/signin");
}

TEST(M17, AnOrganisationOfOthersLooksLikeOneThatDoesNotExist) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV"});
  const auto foreign = service.add_organisation("Gamma BV");
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  const std::string token = browser.forms().front().fields.at("form_token");
  const auto answer_to = [&](const std::string& id) {
    browser.send(http::Method::post, "/organisation",
                 testkit::urlencoded({{"form_token", token}, {"organisation", id}}));
    return fmt::format("{} {}", browser.status(), browser.text());
  };
  const std::string foreign_answer = answer_to(foreign.id.text());
  EXPECT_THAT(foreign_answer, testing::StartsWith("404 "));
  EXPECT_EQ(answer_to("00000000000000000000000000"), foreign_answer);
  EXPECT_EQ(answer_to("nonsense"), foreign_answer);
  browser.open("/");
  EXPECT_EQ(browser.path(), "/organisation") << "nothing was chosen";
}

TEST(M17, AccessWithdrawnTakesEffectAtTheNextRequest) {
  Service service;
  const auto organisations = with_organisations(service, {"Alpha BV", "Beta BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Alpha BV");
  service.withdraw_access(organisations[0], email);
  browser.open("/");
  EXPECT_EQ(browser.path(), "/organisation");
  EXPECT_THAT(offered(browser), ElementsAre("Beta BV"));
  browser.press("Beta BV");
  EXPECT_EQ(browser.path(), "/");
  service.withdraw_access(organisations[1], email);
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin");
}

TEST(M18, TheMenuOffersItOnlyToPeopleOfSeveral) {
  Service service;
  with_organisations(service, {"Alpha BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(browser.text(), Not(HasSubstr("Select organisation")));
  service.add_contact(service.add_organisation("Beta BV"), email);
  browser.open("/");
  EXPECT_THAT(browser.text(), HasSubstr("Select organisation"));
}

TEST(M18, TheLastUsedStandsFirst) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV", "Gamma BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.press("Beta BV");
  service.clock.advance(std::chrono::minutes{1});
  browser.open("/organisation");
  browser.press("Gamma BV");
  Browser next(service);
  testkit::sign_in(next, email, password);
  EXPECT_THAT(offered(next), ElementsAre("Gamma BV", "Beta BV", "Alpha BV"));
}

TEST(M18, ManyCanBeSearchedWithoutScripts) {
  Service service;
  std::vector<std::string> names;
  for (int i = 1; i <= 7; ++i) names.push_back(fmt::format("Company {}", i));
  with_organisations(service, names);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.attribute("search", "type"), "") << "seven fit on a screen";

  service.add_contact(service.add_organisation("Bakery"), email);
  browser.open("/organisation");
  EXPECT_EQ(browser.attribute("search", "type"), "search");
  browser.submit({{"search", "BAKE"}});
  EXPECT_THAT(offered(browser), ElementsAre("Bakery"));
  browser.submit({{"search", "<nothing>"}});
  EXPECT_THAT(browser.text(), HasSubstr("None of your organisations is called that."));
  browser.click("Show all");
  EXPECT_EQ(offered(browser).size(), 8U);
}

TEST(M18, SearchingBearsAccentsAndCapitals) {
  Service service;
  std::vector<std::string> names{"Caf\xC3\xA9 De Zon"};
  for (int i = 1; i <= 7; ++i) names.push_back(fmt::format("Company {}", i));
  with_organisations(service, names);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  for (const char* search : {"cafe", "CAF\xC3\x89", "caf\xC3\xA9", "de zon"}) {
    browser.open("/organisation");
    browser.submit({{"search", search}});
    EXPECT_THAT(offered(browser), ElementsAre("Caf\xC3\xA9 De Zon")) << search;
  }
}

/// Ann, on her way to her account security, in front of the chooser; and what pressing it sends.
class PressedTwice : public testing::Test {
 protected:
  PressedTwice() {
    organisations = with_organisations(service, {"Alpha BV", "Beta BV"});
    browser.open("/account-security/sessions");
    browser.submit({{"email", email}, {"password", password}});
    testkit::Fields fields = browser.forms().back().fields;
    for (const testkit::PageForm& form : browser.forms()) {
      if (form.action == "/organisation") fields = form.fields;
    }
    fields["organisation"] = organisations[1].id.text();
    body = testkit::urlencoded(fields);
  }
  const http::Response& press(Browser& with) {
    return with.send(http::Method::post, "/organisation", body);
  }
  std::string leads_to(Browser& with) {
    const auto& response = press(with);
    return fmt::format("{} {}", response.status, with.header("Location"));
  }

  Service service;
  std::vector<organisation::Organisation> organisations;
  Browser browser{service};
  std::string body;
};

TEST_F(PressedTwice, LeadsWhereTheFirstPressLed) {
  EXPECT_EQ(leads_to(browser), "303 /account-security/sessions");
  EXPECT_EQ(leads_to(browser), "303 /account-security/sessions");
  browser.open("/");
  EXPECT_THAT(browser.text(), HasSubstr("You are here for Beta BV."));
}

TEST_F(PressedTwice, AlsoBeforeTheBrowserHasTheNewCookie) {
  Browser hasty = browser;  // its second and third press leave before the answer to the first
  EXPECT_EQ(leads_to(browser), "303 /account-security/sessions");
  Browser third = hasty;
  EXPECT_EQ(leads_to(hasty), "303 /account-security/sessions");
  EXPECT_EQ(leads_to(third), "303 /account-security/sessions");
  third.open("/");
  EXPECT_THAT(third.text(), HasSubstr("You are here for Beta BV."));
  hasty.open("/");
  EXPECT_EQ(hasty.path(), "/signin") << "the last press alone goes on";
}

TEST_F(PressedTwice, ButTheOldCookieOpensNothingElseAndSoonNotThisEither) {
  Browser thief = browser;
  Browser late = browser;
  EXPECT_EQ(leads_to(browser), "303 /account-security/sessions");
  thief.open("/organisation");
  EXPECT_EQ(thief.path(), "/signin");
  service.clock.advance(std::chrono::seconds{10});
  EXPECT_THAT(leads_to(late), HasSubstr("303 /signin"));
  browser.open("/");
  EXPECT_THAT(browser.text(), HasSubstr("You are here for Beta BV."));
}

TEST_F(PressedTwice, NorWithAFormOfAnotherSite) {
  Browser forged = browser;
  press(browser);
  forged.headers["origin"] = "https://evil.example";
  EXPECT_EQ(press(forged).status, 403);
  EXPECT_FALSE(forged.cookies.at("__Host-sid") == browser.cookies.at("__Host-sid"));
}

TEST(OrganisationPage, RefusesFormsOfOtherMake) {
  Service service;
  with_organisations(service, {"Alpha BV", "Beta BV"});
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  const std::string token = browser.forms().front().fields.at("form_token");
  browser.send(http::Method::post, "/organisation", "form_token=" + token);
  EXPECT_EQ(browser.status(), 400);
  browser.send(http::Method::post, "/organisation", "organisation=x");
  EXPECT_EQ(browser.status(), 403);
}

}  // namespace
}  // namespace sallyport::signin
