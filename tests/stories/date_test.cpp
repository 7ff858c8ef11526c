// From when on a second factor is demanded of whom: everybody's date, an organisation's own, an
// exemption; before, on and after each, with a clock that is moved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* ann = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";
constexpr const char* activation = "/account-security/two-factor";

Day day(std::string_view text) { return *parse_day(text); }

/// 00:00 of that day in Amsterdam, where the tests are; the clock begins on 15 January 2027.
Time midnight(std::string_view text) {
  return test_settings().policy.time_zone.start_of(day(text));
}

app::Settings everybody_from(std::string_view text) {
  auto settings = test_settings();
  settings.policy.required_from = parse_day(text);
  return settings;
}

/// Ann may enter Alder and Birch; a date is set where a test says so.
struct Portal {
  explicit Portal(app::Settings settings = test_settings()) : service(std::move(settings)) {
    for (const auto* organisation : {&alder, &birch}) service.add_contact(*organisation, ann);
    service.set_password(ann, password);
  }

  /// Somebody of one organisation only.
  void add(const organisation::Organisation& organisation, const std::string& email) {
    service.add_contact(organisation, email);
    service.set_password(email, password);
  }
  /// Where a sign-in with the password alone leads in a fresh browser.
  std::string led_to(const std::string& email) {
    Browser browser(service);
    sign_in(browser, email, password);
    return browser.path();
  }
  std::int64_t sessions_that_chose() {
    return service.database().read([](db::Read& db) {
      return db
          .find_one(
              "SELECT COUNT(*) AS number FROM session WHERE organisation_id IS NOT NULL"
              " AND ended_at IS NULL")
          ->integer("number");
    });
  }

  Service service;
  organisation::Organisation alder = service.add_organisation("Alder");
  organisation::Organisation birch = service.add_organisation("Birch");
};

constexpr const char* ben = "ben@example.org";    // of Alder alone
constexpr const char* cleo = "cleo@example.net";  // of Birch alone

TEST(M5, BeforeTheDateOfTheirOrganisationAPasswordAloneLetsIn) {
  for (const char* everybodys : {"", "2027-03-01"}) {
    Portal portal{everybody_from(everybodys)};
    portal.add(portal.alder, ben);
    portal.service.set_date(portal.alder, day("2027-01-16"));
    EXPECT_EQ(portal.led_to(ben), "/") << everybodys;
    portal.service.clock.set(midnight("2027-01-16") - seconds{1});
    EXPECT_EQ(portal.led_to(ben), "/") << everybodys;
  }
}

TEST(M4, OnTheDayOfAnOrganisationItsPeopleAreLedToActivationAndOthersAreNot) {
  for (const char* everybodys : {"", "2027-03-01"}) {
    Portal portal{everybody_from(everybodys)};
    portal.add(portal.alder, ben);
    portal.add(portal.birch, cleo);
    portal.service.set_date(portal.alder, day("2027-01-16"));
    portal.service.clock.set(midnight("2027-01-16") - seconds{1});
    Browser live(portal.service);
    sign_in(live, ben, password);
    EXPECT_EQ(live.path(), "/");

    portal.service.clock.set(midnight("2027-01-16"));
    for (const char* path : {"/", "/account-security", "/organisation"}) {
      live.open(path);
      EXPECT_EQ(live.path(), activation) << path;
    }
    EXPECT_THAT(live.text(), HasSubstr("now asks you for a second proof"));
    EXPECT_EQ(portal.led_to(ben), activation) << everybodys;
    EXPECT_EQ(portal.led_to(cleo), "/") << everybodys;
  }
}

TEST(M10, OnAndAfterTheDateOfAnOrganisationActivationIsLedThroughByPasswordAndMailedCode) {
  for (const days after : {days{0}, days{40}}) {
    Portal portal;
    portal.add(portal.alder, ben);
    portal.service.set_date(portal.alder, day("2027-01-16"));
    portal.service.clock.set(midnight("2027-01-16") + after);
    Browser browser(portal.service);
    browser.open("/account-security/sessions");
    browser.submit({{"email", ben}, {"password", password}});
    browser.press("Activate");
    browser.press("Verify", {{"password", password}});
    EXPECT_EQ(browser.heading(), "Confirm your email address")
        << "a stolen password enrols nothing";
    browser.open("/account-security/two-factor/code");
    EXPECT_EQ(browser.path(), "/confirm");
    browser.press("Send the code");
    browser.press("Verify", {{"code", code_mailed_to(portal.service, ben)}});
    const auto app = app_given_the_secret(browser, portal.service);
    browser.press("Activate", {{"code", app.code_now()}});
    browser.click("I have kept them, continue");
    EXPECT_EQ(browser.path(), "/account-security/sessions") << "where they were going";

    // M6: from then on it is asked for.
    EXPECT_EQ(portal.led_to(ben), "/signin/factor/totp");
  }
}

TEST(M10, NobodyWithThePasswordAloneKeepsTheOwnerFromActivating) {
  Portal portal{everybody_from("2027-01-15")};
  for (int i = 0; i < 3; ++i) {
    Browser thief(portal.service);
    thief.sender = "198.51.100.7";
    sign_in(thief, ann, password);
    thief.press("Activate");
    thief.press("Verify", {{"password", password}});
    thief.press("Send the code");
    for (int guess = 0; guess < 5; ++guess) thief.press("Verify", {{"code", "0000 0000"}});
  }
  Browser owner(portal.service);
  sign_in(owner, ann, password);
  owner.press("Activate");
  owner.press("Verify", {{"password", password}});
  owner.press("Send the code");
  EXPECT_EQ(owner.status(), 429);
  EXPECT_THAT(owner.text(), AllOf(HasSubstr("The next one can go out in 60 minutes."),
                                  HasSubstr("Forgotten your password?"),
                                  Not(HasSubstr("Use the code from the last one"))));
  portal.service.clock.advance(seconds{1});  // so that its email is the newest
  owner.press("Log off");
  owner.open("/forgotten");
  owner.submit({{"email", ann}});
  portal.service.deliver_letters();
  owner.open(Service::link_in(portal.service.newest_letter_to(ann)));
  owner.press("Choose a new password");
  const std::string fresh = "nine loud herons wade";
  owner.submit({{"password", fresh}});
  sign_in(owner, ann, fresh);
  owner.press("Activate");
  owner.press("Verify", {{"password", fresh}});
  portal.service.clock.advance(seconds{1});
  owner.press("Send the code");
  owner.press("Verify", {{"code", code_mailed_to(portal.service, ann)}});
  owner.open("/account-security/two-factor/code");
  const auto app = app_given_the_secret(owner, portal.service);
  owner.press("Activate", {{"code", app.code_now()}});
  EXPECT_THAT(portal.service.audit(), testing::Contains("authenticator_added"));
}

TEST(M10, TheCodeAskedForHereStillWorksWhenNoFurtherEmailCanGoOut) {
  Portal portal{everybody_from("2027-01-15")};
  Browser browser(portal.service);
  sign_in(browser, ann, password);
  browser.press("Activate");
  browser.press("Verify", {{"password", password}});
  browser.press("Send the code");
  for (int i = 0; i < 3; ++i) browser.press("Send a new code");
  EXPECT_EQ(browser.status(), 429);
  EXPECT_THAT(browser.text(), HasSubstr("The last code that you asked for here still works."));
  browser.press("Verify", {{"code", code_mailed_to(portal.service, ann)}});
  EXPECT_EQ(browser.path(), "/account-security/two-factor/method");
}

TEST(M26, ActivationIsPossibleBeforeTheDateOfTheOrganisationWhichEveryPageCountsDownTo) {
  Portal portal{everybody_from("2027-03-01")};
  portal.add(portal.alder, ben);
  portal.add(portal.birch, cleo);
  portal.service.set_date(portal.alder, day("2027-01-20"));
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  EXPECT_THAT(browser.text(), HasSubstr("is required from 20 January 2027: 5 days left."));
  browser.open(activation);
  EXPECT_THAT(browser.text(), HasSubstr("Required from 20 January 2027. 5 days left."));
  Browser other(portal.service);
  sign_in(other, cleo, password);
  EXPECT_THAT(other.text(), HasSubstr("is required from 1 March 2027: 45 days left."));

  static_cast<void>(activate_app(browser, portal.service, password));  // by the password only
  EXPECT_THAT(browser.text(), HasSubstr("Two-factor authentication is on."));
  EXPECT_EQ(portal.led_to(ben), "/signin/factor/totp") << "M6: before the date too";
}

TEST(M4, TheEarliestDateOfAllTheirOrganisationsHoldsForAPerson) {
  Portal portal{everybody_from("2027-06-01")};
  portal.service.set_date(portal.alder, day("2027-01-20"));
  portal.service.set_date(portal.birch, day("2027-01-16"));
  Browser browser(portal.service);
  sign_in(browser, ann, password);
  EXPECT_EQ(browser.path(), "/organisation");
  browser.press("Alder");
  EXPECT_THAT(browser.text(), HasSubstr("is required from 16 January 2027"))
      << "though Alder's is later";
  portal.service.clock.set(midnight("2027-01-16"));
  EXPECT_EQ(portal.led_to(ann), activation);

  // Only organisations that let her in count.
  portal.service.withdraw_access(portal.birch, ann);
  EXPECT_EQ(portal.led_to(ann), "/");
  portal.service.clock.set(midnight("2027-01-20"));
  EXPECT_EQ(portal.led_to(ann), activation);
}

TEST(M10, AnOrganisationWhoseDateHasComeCannotBeChosenWithAPasswordAlone) {
  Portal portal;
  Browser browser(portal.service);
  sign_in(browser, ann, password);
  ASSERT_EQ(browser.path(), "/organisation");
  // The page with its buttons stands there while the day begins.
  portal.service.set_date(portal.birch, day("2027-01-16"));
  portal.service.clock.advance(midnight("2027-01-16") - portal.service.clock.now() - seconds{1});
  sign_in(browser, ann, password);
  ASSERT_EQ(browser.path(), "/organisation");
  portal.service.clock.advance(seconds{1});
  browser.press("Birch");
  EXPECT_EQ(browser.path(), activation);
  browser.open("/organisation");
  EXPECT_EQ(browser.path(), activation);
  EXPECT_EQ(portal.sessions_that_chose(), 0);
}

TEST(M10, ADateThatIsSetOrClearedHoldsFromTheNextRequestOfALiveSessionOn) {
  Portal portal;
  portal.add(portal.alder, ben);
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  EXPECT_EQ(browser.path(), "/");
  portal.service.set_date(portal.alder, day("2027-01-15"));  // today
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), activation);
  portal.service.set_date(portal.alder, std::nullopt);
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/account-security");

  // Access to an organisation whose date has come brings its date along.
  portal.service.set_date(portal.birch, day("2027-01-15"));
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/account-security");
  portal.service.add_contact(portal.birch, ben);
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), activation);
}

TEST(M10, ADateThatBeginsInTheMiddleOfASignInOrAnActivationHolds) {
  Portal portal;
  portal.add(portal.alder, ben);
  portal.service.set_date(portal.alder, day("2027-01-16"));
  portal.service.clock.set(midnight("2027-01-16") - minutes{1});
  Browser signing_in(portal.service);
  signing_in.open("/signin");
  Browser activating(portal.service);
  sign_in(activating, ben, password);
  walk_to_qr_code(activating, password);
  const auto app = app_given_the_secret(activating, portal.service);
  portal.service.clock.advance(minutes{1});

  signing_in.submit({{"email", ben}, {"password", password}});
  EXPECT_EQ(signing_in.path(), activation);

  activating.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(activating.path(), "/confirm");
  EXPECT_EQ(activating.heading(), "Confirm your email address");
  EXPECT_EQ(portal.led_to(ben), activation) << "nothing was activated";
  activating.press("Send the code");
  activating.press("Verify", {{"code", code_mailed_to(portal.service, ben)}});
  EXPECT_EQ(app_given_the_secret(activating, portal.service).code_now(), app.code_now())
      << "M46: the same QR code";
  activating.press("Activate", {{"code", app.code_now()}});
  EXPECT_EQ(recovery_codes_on(activating).size(), 10U);
}

TEST(M6, AFactorInTheMiddleOfASignInIsAskedForWhateverDateBeginsMeanwhile) {
  Portal portal;
  portal.add(portal.alder, ben);
  const auto app = portal.service.enrol_totp(ben);
  portal.service.set_date(portal.alder, day("2027-01-16"));
  portal.service.exempt(ben, day("2027-02-01"));
  portal.service.clock.set(midnight("2027-01-16") - seconds{30});
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp") << "an exemption does not change that";
  portal.service.clock.advance(minutes{1});
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
  browser.open(activation);
  EXPECT_THAT(browser.text(), Not(HasSubstr("exception")));
}

TEST(M80, WhoIsExemptGetsInWithAPasswordAloneUntilTheDayBegins) {
  struct Row {
    const char* everybodys;
    const char* organisations;
    const char* until;  // the clocks go forward on 28 March, and back on 31 October
  };
  for (const Row& row :
       {Row{"2027-01-15", "", "2027-02-01"}, Row{"", "2027-01-15", "2027-02-01"},
        Row{"2027-03-01", "2027-01-15", "2027-03-29"}, Row{"2027-01-15", "", "2027-03-28"}}) {
    SCOPED_TRACE(row.until);
    Portal portal{everybody_from(row.everybodys)};
    portal.add(portal.alder, ben);
    portal.add(portal.alder, cleo);
    if (const auto own = parse_day(row.organisations)) portal.service.set_date(portal.alder, own);
    portal.service.exempt(ben, day(row.until));
    EXPECT_EQ(portal.led_to(ben), "/");
    EXPECT_EQ(portal.led_to(cleo), activation) << "it is theirs alone";

    portal.service.clock.set(midnight(row.until) - seconds{1});
    Browser live(portal.service);
    sign_in(live, ben, password);
    EXPECT_EQ(live.path(), "/");
    portal.service.clock.set(midnight(row.until));
    live.open("/account-security");
    EXPECT_EQ(live.path(), activation);
    EXPECT_EQ(portal.led_to(ben), activation);
  }
}

TEST(M80, WhoIsExemptReadsUntilWhenAndCanActivateSooner) {
  Portal portal{everybody_from("2027-01-15")};
  portal.add(portal.alder, ben);
  portal.service.exempt(ben, day("2027-02-01"));
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  EXPECT_THAT(browser.text(), HasSubstr("is required from 1 February 2027: 17 days left."));
  for (const char* path : {"/account-security", activation}) {
    browser.open(path);
    EXPECT_THAT(browser.text(),
                AllOf(HasSubstr("An exception holds for you until 1 February 2027."),
                      HasSubstr("You can activate")))
        << path;
  }
  EXPECT_THAT(browser.text(), Not(HasSubstr("You can activate it now")));
  Browser dutch(portal.service, "nl");
  sign_in(dutch, ben, password);
  dutch.open(activation);
  EXPECT_THAT(dutch.text(), HasSubstr("Voor jou geldt een uitzondering tot 1 februari 2027."));

  // Their date has not come, so the password is enough, as for everybody before the date.
  static_cast<void>(activate_app(browser, portal.service, password));
  EXPECT_EQ(recovery_codes_on(browser).size(), 10U);
  EXPECT_EQ(portal.led_to(ben), "/signin/factor/totp") << "M6";
  browser.open("/account-security");
  EXPECT_THAT(browser.text(), Not(HasSubstr("exception")));
}

TEST(M80, AnExemptionThatIsGrantedOrEndedHoldsFromTheNextRequestOn) {
  Portal portal{everybody_from("2027-01-15")};
  portal.add(portal.alder, ben);
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  EXPECT_EQ(browser.path(), activation);
  portal.service.exempt(ben, day("2027-02-01"));
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/account-security");
  portal.service.exempt(ben, std::nullopt);
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), activation);
}

TEST(M80, AnExemptionIsOfThePersonWhereverTheyMayEnter) {
  Portal portal;
  portal.service.set_date(portal.alder, day("2027-01-15"));
  EXPECT_EQ(portal.led_to(ann), activation);
  portal.service.exempt(ann, day("2027-02-01"));
  Browser browser(portal.service);
  sign_in(browser, ann, password);
  browser.press("Alder");
  EXPECT_EQ(browser.path(), "/");
  browser.open("/organisation");
  browser.press("Birch");
  EXPECT_EQ(browser.path(), "/");
}

TEST(M10, TheLastFactorStaysFromTheDateOfTheOrganisationOnUnlessOneIsExempt) {
  Portal portal;
  portal.add(portal.alder, ben);
  portal.service.set_date(portal.alder, day("2027-01-20"));
  Browser browser(portal.service);
  sign_in(browser, ben, password);
  const auto app = activate_app(browser, portal.service, password);
  portal.service.clock.set(midnight("2027-01-20"));
  sign_in(browser, ben, password, app);
  const auto remove = [&] {
    browser.open(activation);
    browser.click("Change Authenticator app");
    if (browser.text().find("This is your only way") == std::string::npos) {
      browser.press("Remove");
      if (browser.path() == "/confirm") {
        confirm_with(browser, portal.service, password, app);
        browser.press("Remove");
      }
    }
  };
  remove();
  EXPECT_EQ(portal.led_to(ben), "/signin/factor/totp") << "it is still there";
  portal.service.exempt(ben, day("2027-02-01"));
  remove();
  EXPECT_EQ(portal.led_to(ben), "/");
  portal.service.exempt(ben, std::nullopt);
  EXPECT_EQ(portal.led_to(ben), activation);
}

}  // namespace
}  // namespace sallyport::testkit
