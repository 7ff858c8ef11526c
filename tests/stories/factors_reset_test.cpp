// Somebody lost telephone and recovery codes, and the operator helps by command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/factors_reset.hpp"
#include "core/account/account.hpp"
#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

/// Ann has an authenticator; no date is set, so others log in by password alone.
class LostFactor : public testing::Test {
 protected:
  LostFactor() : browser(service) {
    service.add_person(email, password);
    static_cast<void>(service.enrol_totp(email));
  }
  bool reset() {
    const auto done = service.database().write([&](db::Write& db) {
      const auto account = account::find(db, *Email::parse(email));
      const site::Site& site = service.service().site();
      return app::reset_factors(db, service.deed(), site.outbox, site.keys.throttle_key,
                                test_settings(), *account, "called back");
    });
    return done.has_value();
  }
  /// From the page that demands it, with the mailed code, up to a new app.
  Authenticator activate_with_mailed_code() {
    browser.press("Activate");
    browser.press("Verify", {{"password", password}});
    EXPECT_THAT(browser.text(), HasSubstr("email")) << "the password alone is not enough";
    browser.press("Send the code");
    browser.press("Verify", {{"code", code_mailed_to(service, email)}});
    browser.click("Log in with a verification code");
    std::string secret = browser.text_of("secret");
    std::erase(secret, ' ');
    Authenticator app(secret, service.clock);
    browser.submit({{"code", app.code_now()}});
    return app;
  }

  Service service;
  Browser browser;
};

TEST_F(LostFactor, M10IsActivatedAgainWithPasswordAndMailedCodeAlsoBeforeTheDate) {
  ASSERT_TRUE(reset());
  sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
  EXPECT_THAT(browser.text(), HasSubstr("One step before you go on"));
  browser.open("/");
  EXPECT_EQ(browser.path(), "/account-security/two-factor") << "nothing else opens";
  const Authenticator app = activate_with_mailed_code();
  browser.open("/");
  EXPECT_EQ(browser.path(), "/");

  service.clock.advance(std::chrono::minutes{1});
  Browser elsewhere(service);
  sign_in(elsewhere, email, password, app);
  EXPECT_EQ(elsewhere.path(), "/");
}

TEST_F(LostFactor, EndsSessionsAndSignInsUnderWay) {
  const Authenticator app = service.enrol_totp(email);
  sign_in(browser, email, password, app);
  ASSERT_EQ(browser.path(), "/");
  Browser under_way(service);
  sign_in(under_way, email, password);
  ASSERT_EQ(under_way.path(), "/signin/factor/totp");
  ASSERT_TRUE(reset());
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin");
  service.clock.advance(std::chrono::seconds{30});
  under_way.submit({{"code", app.code_now()}});
  EXPECT_EQ(under_way.path(), "/signin");
}

TEST_F(LostFactor, IsToldByEmailWhoseLinkPutsAnEndToIt) {
  ASSERT_TRUE(reset());
  const mail::Letter letter = service.newest_letter_to(email);
  EXPECT_EQ(letter.subject, "Your two-factor authentication was reset");
  for (const std::string& part : {letter.text, letter.html}) {
    EXPECT_THAT(part, HasSubstr("This was not me"));
    EXPECT_THAT(part, Not(HasSubstr("called back"))) << "the reason is the operator's";
  }
  browser.open(Service::link_in(letter));
  EXPECT_THAT(browser.text(), HasSubstr("Your two-factor authentication was reset."));
  browser.press("This was not me");
  sign_in(browser, email, password);
  EXPECT_EQ(browser.status(), 422) << "the password no longer works";
}

TEST_F(LostFactor, IsInTheAuditLogWithItsReason) {
  ASSERT_TRUE(reset());
  EXPECT_THAT(service.audit(), Contains("factors_reset"));
}

TEST_F(LostFactor, FreesWhatWrongCodesHadHeldUp) {
  const Authenticator old = service.enrol_totp(email);
  for (int i = 0; i < 10; ++i) {
    if (i % 5 == 0) sign_in(browser, email, password);
    browser.submit({{"code", old.wrong_code()}});
  }
  ASSERT_TRUE(reset());
  sign_in(browser, email, password);
  const Authenticator app = activate_with_mailed_code();
  service.clock.advance(std::chrono::seconds{30});
  Browser elsewhere(service);
  sign_in(elsewhere, email, password, app);
  EXPECT_EQ(elsewhere.path(), "/") << elsewhere.text();
}

TEST_F(LostFactor, AnOpenExemptionStillLetsInByPasswordAlone) {
  service.exempt(email, parse_day("2027-02-01"));
  ASSERT_TRUE(reset());
  sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
  service.exempt(email, std::nullopt);
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
}

TEST_F(LostFactor, OnceActivatedAgainTheDateAloneDecides) {
  ASSERT_TRUE(reset());
  sign_in(browser, email, password);
  static_cast<void>(activate_with_mailed_code());
  browser.open("/account-security/two-factor");
  browser.click("Change Authenticator app");
  browser.press("Remove");
  EXPECT_THAT(service.audit(), Contains("authenticator_removed"));
  Browser elsewhere(service);
  sign_in(elsewhere, email, password);
  EXPECT_EQ(elsewhere.path(), "/") << "no date is set, so nothing is demanded";
}

TEST_F(LostFactor, OfSomebodyWithoutOneNothingIsReset) {
  ASSERT_TRUE(reset());
  EXPECT_FALSE(reset());
}

}  // namespace
}  // namespace sallyport::testkit
