// What an operator finds in the audit log about one person: whom it concerns, and which limit was
// reached, once however often it was met.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/account/account.hpp"
#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using testing::ElementsAre;

constexpr const char* ann = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";

struct Log {
  explicit Log(app::Settings settings = test_settings()) : service(std::move(settings)) {
    service.add_contact(alder, ann);
    service.set_password(ann, password);
  }
  /// The details of all events with that name, as `audit list --email` shows them.
  std::vector<std::string> of_ann(std::string_view event) {
    return service.database().read([&](db::Read& db) {
      const auto account = account::find(db, *Email::parse(ann));
      return details(audit::newest(db, {.account = account->id, .organisation = {}}, 10'000),
                     event);
    });
  }
  std::vector<std::string> of_anybody(std::string_view event) {
    return service.database().read(
        [&](db::Read& db) { return details(audit::newest(db, {}, 10'000), event); });
  }
  static std::vector<std::string> details(const std::vector<audit::Entry>& entries,
                                          std::string_view event) {
    std::vector<std::string> found;
    for (const audit::Entry& entry : entries) {
      if (entry.event == event) found.push_back(entry.detail);
    }
    return found;
  }
  Service service;
  organisation::Organisation alder = service.add_organisation("Alder");
};

TEST(AuditRows, TellOnceInAWindowThatALimitOfASessionWasReached) {
  auto settings = test_settings();
  settings.policy.required_from = parse_day("2027-01-01");
  Log log{settings};
  Browser browser(log.service);
  sign_in(browser, ann, password);
  browser.press("Activate");
  for (int i = 0; i < 13; ++i) browser.press("Verify", {{"password", "wrong"}});
  EXPECT_THAT(log.of_ann("limit_reached"), ElementsAre("confirmation"));
  log.service.clock.advance(std::chrono::minutes{16});
  browser.press("Verify", {{"password", password}});
  browser.press("Send the code");
  for (int i = 0; i < 5; ++i) browser.press("Send a new code");
  EXPECT_THAT(log.of_ann("limit_reached"), ElementsAre("confirmation", "mail"));
  const std::string token = browser.forms().back().fields.at("form_token");
  for (int i = 0; i < 13; ++i) {
    browser.send(http::Method::post, "/confirm/mail?for=factors&to=%2F",
                 urlencoded({{"form_token", token}, {"code", "00000000"}}));
  }
  EXPECT_THAT(log.of_ann("limit_reached"), ElementsAre("confirmation", "mail", "mailed_code"));
}

TEST(AuditRows, TellOnceInAWindowThatTooManyLinksWereAskedForFromOneAddress) {
  Log log;
  Browser browser(log.service);
  for (int i = 0; i < 13; ++i) {
    browser.open("/forgotten");
    browser.submit({{"email", "nobody@example.com"}});
  }
  EXPECT_THAT(log.of_anybody("limit_reached"), ElementsAre("link_network"));
}

TEST(AuditRows, NameTheFactorAndWhatWentWithTheLastOne) {
  Log log;
  Browser browser(log.service);
  sign_in(browser, ann, password);
  static_cast<void>(activate_app(browser, log.service, password));
  browser.open("/account-security/two-factor");
  browser.click("Change Authenticator app");
  browser.submit({{"name", "My telephone"}});
  EXPECT_THAT(log.of_ann("authenticator_renamed"), ElementsAre("totp"));
  browser.click("Change My telephone");
  browser.press("Remove");
  EXPECT_THAT(log.of_ann("authenticator_removed"), ElementsAre("totp"));
  EXPECT_THAT(log.of_ann("recovery_codes_removed"), ElementsAre(""));
}

TEST(AuditRows, OfAccessAreFoundUnderTheAccountThatItConcerns) {
  Log log;
  const auto birch = log.service.add_organisation("Birch");
  log.service.add_contact(birch, ann);
  EXPECT_EQ(log.of_ann("access_given").size(), 1U) << "at the first one there was no account yet";
  log.service.withdraw_access(birch, ann);
  EXPECT_EQ(log.of_ann("access_withdrawn").size(), 1U);
  log.service.change_email(log.alder, ann, "anna@example.com");
  EXPECT_EQ(log.of_ann("contact_email_changed").size(), 1U);
}

}  // namespace
}  // namespace sallyport::testkit
