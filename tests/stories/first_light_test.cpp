// The main job as a story: invited, password set, authenticator activated, signed in, organisation
// chosen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* password = "seven quiet herons wade";

TEST(M70, AnInvitationLeadsToAPasswordOfOnesOwn) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "ann@example.com");
  const mail::Letter letter = service.newest_letter_to("ann@example.com");
  EXPECT_EQ(letter.subject, "You are invited to Customer Portal");

  Browser scanner(service);  // a mail scanner opens the link first; that must not use it up
  scanner.open(Service::link_in(letter));
  Browser browser(service);
  browser.open(Service::link_in(letter));
  browser.press("Set your password");
  EXPECT_EQ(browser.path(), "/password/set") << "the secret is out of the address";
  browser.submit({{"password", password}});
  EXPECT_EQ(browser.path(), "/signin");
  browser.submit({{"email", "ann@example.com"}, {"password", password}});
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("Ann Bakker"));

  Browser second(service);
  second.open(Service::link_in(letter));
  EXPECT_EQ(second.status(), 404);
  EXPECT_THAT(second.text(), HasSubstr("This link no longer works"));
}

TEST(M70, AnInvitationEndsAfterThreeDaysAndANewOneEndsTheOld) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  const auto contact = service.add_contact(organisation, "ann@example.com");
  const std::string link = Service::link_in(service.newest_letter_to("ann@example.com"));
  service.clock.advance(std::chrono::hours{73});
  Browser browser(service);
  browser.open(link);
  EXPECT_EQ(browser.status(), 404);
}

TEST(M71, TheReasonsWhyAPasswordIsRefusedStandOnThePage) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "ann.bakker@example.com");
  Browser browser(service);
  browser.open(Service::link_in(service.newest_letter_to("ann.bakker@example.com")));
  browser.press("Set your password");
  for (const auto& [typed, reason] :
       {std::pair{"short", "at least 12 characters"}, std::pair{"password1234", "Many people use"},
        std::pair{"ann.bakker2027!", "your name"},
        std::pair{"CustomerPortal1", "name of the portal"}}) {
    browser.submit({{"password", typed}});
    EXPECT_EQ(browser.status(), 422) << typed;
    EXPECT_THAT(browser.text_of("reasons"), HasSubstr(reason)) << typed;
    EXPECT_THAT(browser.html(), Not(HasSubstr(typed))) << "the password is not sent back";
  }
}

TEST(M46, AfterActivationEverySignInAsksForTheCode) {
  Service service;
  service.add_person("ann@example.com", password);
  const Authenticator app = service.enrol_totp("ann@example.com");
  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  const std::string code = app.code_now();
  browser.submit({{"code", code}});
  EXPECT_EQ(browser.path(), "/");

  Browser thief(service);
  sign_in(thief, "ann@example.com", password);
  thief.submit({{"code", code}});
  EXPECT_EQ(thief.path(), "/signin/factor/totp");
  EXPECT_FALSE(thief.cookies.contains("__Host-sid"));
  EXPECT_THAT(service.audit(), Contains("factor_refused"));
}

TEST(M13, TwoOrganisationsAreChosenFromAndChangedWithoutSigningInAgain) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "ann@example.com", "Ann", "Bakker");
  service.add_contact(service.add_organisation("Sample & Sons"), "ann@example.com", "Anna", "B.");
  service.set_password("ann@example.com", password);
  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/organisation");
  const std::string before = browser.cookies["__Host-sid"];
  browser.press("Sample & Sons");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("Anna B."));
  EXPECT_NE(browser.cookies["__Host-sid"], before)
      << "a change of organisation renews the session's cookie";
  browser.click("Select organisation");
  browser.press("Example BV");
  EXPECT_THAT(browser.text(), HasSubstr("Ann Bakker"));
}

// F1, F2: nothing that is secret stands in the database file or the log in a form that could be
// used.
TEST(Secrets, StandNeitherInTheDatabaseNorInTheLog) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "ann@example.com");
  const std::string link = Service::link_in(service.newest_letter_to("ann@example.com"));
  Browser browser(service);
  browser.open(link);
  browser.press("Set your password");
  browser.submit({{"password", password}});
  browser.submit({{"email", "ann@example.com"}, {"password", password}});
  browser.open("/account-security/two-factor/method");
  browser.submit({{"password", password}});
  browser.open("/account-security/two-factor/code");
  std::string secret;
  for (const char c : browser.text_of("secret")) {
    if (c != ' ') secret += c;
  }
  ASSERT_EQ(secret.size(), 32U);
  const Authenticator app(secret, service.clock);
  browser.submit({{"code", app.code_now()}});
  ASSERT_THAT(browser.text(), HasSubstr("recovery codes"));

  const std::string token = link.substr(link.rfind('/') + 1);
  const std::string session = browser.cookies["__Host-sid"];
  std::string everything = service.database_bytes();
  for (const std::string& line : service.log_lines()) everything += line;
  for (const std::string& canary : {std::string{password}, secret, token, session}) {
    EXPECT_EQ(everything.find(canary), std::string::npos) << canary;
  }
  const auto raw = from_base32(secret);
  ASSERT_TRUE(raw);
  EXPECT_EQ(everything.find(*raw), std::string::npos);
  EXPECT_NE(everything.find("ann@example.com"), std::string::npos) << "the scan sees what is there";
}

}  // namespace
}  // namespace sallyport::testkit
