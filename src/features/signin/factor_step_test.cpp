#include "features/signin/factor_step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

bool is_in(Browser browser) {
  browser.open("/account-security");
  return browser.path() == "/account-security";
}

TEST(M6, WhoHasActivatedAFactorIsAlwaysAskedForItWhateverTheDate) {
  for (const auto date : {std::optional<Day>{}, parse_day("2030-01-01"), parse_day("2020-01-01")}) {
    auto settings = testkit::test_settings();
    settings.policy.required_from = date;
    Service service(settings);
    service.add_person(email, password);
    const auto app = service.enrol_totp(email);
    Browser browser(service);
    testkit::sign_in(browser, email, password);
    EXPECT_EQ(browser.path(), "/signin/factor/totp");
    EXPECT_FALSE(is_in(browser));
    browser.open("/signin");
    browser.submit({{"code", app.code_now()}});
    EXPECT_EQ(browser.path(), "/");
  }
}

TEST(M8, TheVerificationCodeOfTheAppSignsInOnce) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_THAT(browser.text(), HasSubstr("Verification code"));
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
  EXPECT_EQ(browser.status(), 200);

  Browser thief(service);
  testkit::sign_in(thief, email, password);
  thief.submit({{"code", app.code_now()}});
  EXPECT_EQ(thief.path(), "/signin/factor/totp");
  EXPECT_EQ(thief.status(), 422);
  EXPECT_FALSE(is_in(thief));
}

TEST(M9, OnlyActivatedWaysAreOfferedAndNoOther) {
  Service service;
  service.add_person(email, password);
  service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  for (const char* name : {"recovery_code", "pocket", "nonsense", "..", "totp%20"}) {
    browser.open(std::string{"/signin/factor/"} + name);
    EXPECT_THAT(browser.text(), Not(HasSubstr("Recovery"))) << name;
  }
  browser.open("/signin/factor/recovery_code");
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.open("/signin/other-way");
  EXPECT_THAT(browser.text(), HasSubstr("Log in with a verification code"));
  EXPECT_THAT(browser.text(), Not(HasSubstr("ecovery code")));
}

TEST(FactorStep, FiveWrongCodesEndTheAttemptAndSaySo) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  browser.open("/account-security?x=1");
  browser.submit({{"email", email}, {"password", password}});
  for (int i = 1; i <= 4; ++i) {
    browser.submit({{"code", app.wrong_code()}});
    EXPECT_EQ(browser.path(), "/signin/factor/totp") << i;
    EXPECT_EQ(browser.status(), 422) << i;
  }
  browser.submit({{"code", app.wrong_code()}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(browser.text(), HasSubstr("start again"));

  browser.submit({{"email", email}, {"password", password}});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/account-security") << "where they were going is not forgotten";
}

TEST(FactorStep, TenWrongCodesPauseTheFactorAndARightPasswordDoesNotHelp) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  for (int i = 0; i < 10; ++i) {
    if (i % 5 == 0) testkit::sign_in(browser, email, password);
    browser.submit({{"code", app.wrong_code()}});
  }
  testkit::sign_in(browser, email, password);
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.status(), 429);
  EXPECT_THAT(browser.text_of("problem"), HasSubstr("Wait 15 minutes"));
  EXPECT_FALSE(is_in(browser));
  service.clock.advance(std::chrono::minutes{14} + std::chrono::seconds{1});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin") << "too late for this attempt";
  testkit::sign_in(browser, email, password, app);
  EXPECT_THAT(browser.text_of("problem"), HasSubstr("Wait 1 minute and"));

  service.clock.advance(std::chrono::seconds{59});
  browser.submit({{"code", app.code_now()}});
  EXPECT_TRUE(is_in(browser));
}

/// Wrong codes, as fast as the limits let them through, until no wait helps.
void use_up_codes(Service& service, const testkit::Authenticator& app) {
  for (int wrong = 0; wrong < 33; ++wrong) {
    Browser thief(service);
    thief.sender = "198.51.100." + std::to_string(wrong + 1);
    testkit::sign_in(thief, email, password);
    thief.submit({{"code", app.wrong_code()}});
    ASSERT_EQ(thief.status(), 422) << wrong;
    if (wrong % 10 == 9) service.clock.advance(std::chrono::minutes{15});
  }
}

TEST(FactorStep, ThirtyThreeWrongCodesInARowShutOutAllBrowsersButTheKnownOnes) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser known(service);
  testkit::sign_in(known, email, password, app);
  known.press("Log off");
  use_up_codes(service, app);

  service.clock.advance(std::chrono::hours{24 * 30});
  Browser unknown(service);
  testkit::sign_in(unknown, email, password, app);
  EXPECT_EQ(unknown.status(), 429);
  EXPECT_THAT(unknown.text_of("problem"),
              testing::AllOf(HasSubstr("Log in with a browser in which you have logged in before"),
                             HasSubstr("Forgotten your password?"), Not(HasSubstr("minute"))));
  EXPECT_THAT(service.audit(), Contains("limit_reached"));

  testkit::sign_in(known, email, password, app);
  EXPECT_TRUE(is_in(known)) << "the factor itself goes on working";
  service.clock.advance(std::chrono::seconds{30});
  unknown.submit({{"code", app.code_now()}});
  EXPECT_TRUE(is_in(unknown)) << "and a known browser's success frees the others";
}

TEST(FactorStep, FiveWrongCodesInARowAreToldToTheOwnerOnce) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser thief(service);
  const auto told = [&] {
    service.deliver_letters();
    return std::count_if(service.mail.letters.begin(), service.mail.letters.end(),
                         [](const mail::Letter& letter) {
                           return letter.subject == "Somebody typed wrong codes for your account";
                         });
  };
  for (int wrong = 1; wrong <= 8; ++wrong) {
    if (wrong % 5 == 1) testkit::sign_in(thief, email, password);
    thief.submit({{"code", app.wrong_code()}});
    EXPECT_EQ(told(), wrong < 5 ? 0 : 1) << wrong;
  }
  Browser owner(service);
  owner.open(Service::link_in(service.newest_letter_to(email)));
  EXPECT_THAT(owner.text(), HasSubstr("Wrong codes were typed for your account."));
  owner.press("This was not me");
  testkit::sign_in(thief, email, password);
  EXPECT_EQ(thief.status(), 422) << "the password no longer works";
}

TEST(FactorStep, WrongCodesElsewhereDoNotPauseAKnownBrowser) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser known(service);
  testkit::sign_in(known, email, password, app);
  known.press("Log off");
  service.clock.advance(std::chrono::seconds{30});
  Browser thief(service);
  for (int i = 0; i < 10; ++i) {
    if (i % 5 == 0) testkit::sign_in(thief, email, password);
    thief.submit({{"code", app.wrong_code()}});
  }
  testkit::sign_in(known, email, password, app);
  EXPECT_TRUE(is_in(known));
}

TEST(FactorStep, AKnownBrowserThatGuessesCodesIsNoLongerKnown) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser known(service);
  testkit::sign_in(known, email, password, app);
  known.press("Log off");
  for (int wrong = 0; wrong < 33; ++wrong) {
    if (wrong % 5 == 0) testkit::sign_in(known, email, password);
    known.submit({{"code", app.wrong_code()}});
    if (wrong % 10 == 9) service.clock.advance(std::chrono::minutes{15});
  }
  EXPECT_THAT(service.audit(), Contains("browser_forgotten"));
}

TEST(FactorStep, AnEmptyCodeCostsNoTry) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  for (int i = 0; i < 12; ++i) browser.submit({{"code", ""}});
  EXPECT_EQ(browser.status(), 422);
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/");
}

TEST(FactorStep, NoStepCanBeSkippedOrRepeated) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);

  Browser stranger(service);
  for (const char* path : {"/signin/factor", "/signin/factor/totp", "/signin/other-way", "/",
                           "/organisation", "/account-security"}) {
    stranger.open(path);
    EXPECT_EQ(stranger.path(), "/signin") << path;
  }

  Browser halfway(service);
  testkit::sign_in(halfway, email, password);
  for (const char* path :
       {"/", "/organisation", "/account-security", "/account-security/password"}) {
    halfway.open(path);
    EXPECT_EQ(halfway.path(), "/signin/factor/totp") << path;
  }

  Browser copy = halfway;
  halfway.submit({{"code", app.code_now()}});
  ASSERT_TRUE(is_in(halfway));
  service.clock.advance(std::chrono::seconds{60});
  copy.submit({{"code", app.code_now()}});
  EXPECT_EQ(copy.path(), "/signin") << "an attempt becomes one session";
  EXPECT_FALSE(is_in(copy));
}

TEST(FactorStep, AReplayedAnswerLeadsHomeInTheBrowserThatIsInByNow) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  Browser second = browser;
  browser.submit({{"code", app.code_now()}});
  second.follows = false;
  second.submit({{"code", app.code_now()}});
  ASSERT_EQ(second.status(), 303);
  second.cookies = browser.cookies;
  second.follows = true;
  second.open(second.header("Location"));
  EXPECT_EQ(second.path(), "/");
}

TEST(FactorStep, TheAttemptEndsAfterTenMinutes) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  service.clock.advance(std::chrono::minutes{10});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(browser.text(), HasSubstr("Logging in took too long"));
  EXPECT_THAT(service.audit(), Not(Contains("signed_in")));
}

TEST(FactorStep, APasswordThatChangesEndsTheAttempt) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  service.set_password(email, "another horse battery");
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(service.audit(), Not(Contains("signed_in")));
}

TEST(FactorStep, TheCookieChangesWithEachProof) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  browser.open("/signin");
  const std::string arrival = browser.cookies.at("__Host-pre");
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_NE(browser.cookies.at("__Host-pre"), arrival);
  browser.submit({{"code", app.code_now()}});
  EXPECT_FALSE(browser.cookies.contains("__Host-pre"));
}

TEST(FactorStep, RefusesFormsOfOtherMakeAndFromElsewhere) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  const std::string token = browser.forms().front().fields.at("form_token");
  const auto status_of = [&](const std::string& body) {
    return browser.send(http::Method::post, "/signin/factor/totp", body).status;
  };
  EXPECT_EQ(status_of("form_token=" + token), 400);
  EXPECT_EQ(status_of("form_token=" + token + "&surprise=1&code=" + app.code_now()), 400);
  EXPECT_EQ(status_of("code=" + app.code_now()), 403);
  browser.headers["origin"] = "https://elsewhere.example";
  EXPECT_EQ(status_of("form_token=" + token + "&code=" + app.code_now()), 403);
  EXPECT_THAT(service.audit(), Not(Contains("factor_accepted")));
}

TEST(FactorStep, StartAgainGivesTheAttemptUpAndKeepsWhereItWasGoing) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  browser.open("/account-security?x=1");
  browser.submit({{"email", email}, {"password", password}});
  Browser copy = browser;
  browser.press("Start again");
  EXPECT_EQ(browser.path(), "/signin");
  copy.submit({{"code", app.code_now()}});
  EXPECT_EQ(copy.path(), "/signin");
  browser.submit({{"email", email}, {"password", password}});
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.query(), "x=1");
}

}  // namespace
}  // namespace sallyport::signin
