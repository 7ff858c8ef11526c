#include "features/signin/password_step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/account/account.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::signin {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Fields;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

std::ptrdiff_t times(const std::vector<std::string>& events, const std::string& event) {
  return std::count(events.begin(), events.end(), event);
}

/// The form of the sign-in page as it would be sent.
std::string body_of(const Browser& browser, const Fields& typed) {
  Fields fields;
  for (const testkit::PageForm& form : browser.forms()) {
    if (form.action == "/signin/password") fields = form.fields;
  }
  for (const auto& [name, value] : typed) fields[name] = value;
  return testkit::urlencoded(fields);
}

TEST(M2, AnAddressIsTheUserNameHoweverItIsSpelled) {
  Service service;
  service.add_person(email, password);
  for (const std::string spelling :
       {"ann@company.example", "Ann@Company.Example", " ann@company.example "}) {
    Browser browser(service);
    testkit::sign_in(browser, spelling, password);
    EXPECT_EQ(browser.path(), "/") << spelling;
  }
}

TEST(M2, ARefusedFormKeepsTheAddressAndNeverThePassword) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, "not the password");
  EXPECT_EQ(browser.status(), 422);
  EXPECT_EQ(browser.attribute("email", "value"), email);
  EXPECT_EQ(browser.attribute("password", "value"), "");
  EXPECT_THAT(browser.html(), Not(HasSubstr("not the password")));
}

TEST(M2, WhatIsMissingIsSaidAndCostsNoTry) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  for (int i = 0; i < 20; ++i) testkit::sign_in(browser, email, "");
  EXPECT_THAT(browser.text_of("problem"), HasSubstr("Fill in both"));
  testkit::sign_in(browser, "ann", password);
  EXPECT_THAT(browser.text_of("problem"), HasSubstr("not a whole email address"));
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
}

TEST(M3, TheWrongPasswordTextSaysWhichPasswordIsMeant) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, "not the password");
  EXPECT_THAT(browser.text_of("problem"),
              HasSubstr("Use the password of Customer Portal, not the one of the environment."));
}

TEST(M5, BeforeTheDateAPasswordAloneIsEnoughForSomebodyWithoutAFactor) {
  auto settings = testkit::test_settings();
  settings.policy.required_from = parse_day("2027-07-28");
  Service service(settings);
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(service.audit(), Contains("signed_in"));
}

TEST(M63, AccessWithdrawnBetweenPasswordAndCodeEndsTheSignIn) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  service.add_contact(organisation, email);
  service.set_password(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  ASSERT_EQ(browser.path(), "/signin/factor/totp");
  service.withdraw_access(organisation, email);
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/signin");
  EXPECT_THAT(service.audit(), Not(Contains("signed_in")));
}

// Unknown, without access, without a password, wrong password: what a stranger gets back is the
// same to the last byte, apart from the address they typed and what is drawn by chance for each
// response.
TEST(PasswordStep, RefusesUnknownAddressesExactlyLikeWrongPasswords) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  for (const char* known :
       {"known@company.example", "leave@company.example", "empty@company.example"}) {
    service.add_contact(organisation, known);
  }
  service.set_password("known@company.example", password);
  service.set_password("leave@company.example", password);
  service.withdraw_access(organisation, "leave@company.example");

  struct Answer {
    int status;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::map<std::string, std::string> cookies;
  };
  Browser visitor(service);
  visitor.open("/signin");
  const auto answer_for = [&](const std::string& address, const std::string& typed) {
    Browser browser = visitor;
    browser.submit({{"email", address}, {"password", typed}});
    const std::regex nonce{"nonce(=\"|-)[A-Za-z0-9_-]{22}"};
    Answer answer{browser.response().status,
                  {},
                  std::regex_replace(browser.html(), nonce, "nonce"),
                  browser.cookies};
    for (const auto& [name, value] : browser.response().headers) {
      answer.headers.emplace_back(name, std::regex_replace(value, nonce, "nonce"));
    }
    const auto at = answer.body.find(address);
    if (at != std::string::npos) answer.body.replace(at, address.size(), "ADDRESS");
    return answer;
  };

  const Answer wrong = answer_for("known@company.example", "not the password");
  EXPECT_EQ(wrong.status, 422);
  for (const Answer& other : {answer_for("nobody@company.example", "not the password"),
                              answer_for("nobody@company.example", password),
                              answer_for("empty@company.example", password),
                              answer_for("leave@company.example", password),
                              answer_for("leave@company.example", "not the password")}) {
    EXPECT_EQ(other.status, wrong.status);
    EXPECT_EQ(other.headers, wrong.headers);
    EXPECT_EQ(other.body, wrong.body);
    EXPECT_EQ(other.cookies, wrong.cookies);
  }

  // Only the audit log knows better.
  std::vector<std::string> details;
  for (const auto& entry :
       service.database().read([](db::Read& db) { return audit::newest(db, {}, 100); })) {
    if (entry.event == "password_refused") details.push_back(entry.detail);
  }
  EXPECT_THAT(details, testing::ElementsAre("wrong password", "unknown address", "unknown address",
                                            "no password set", "no access", "wrong password"));
}

TEST(PasswordStep, RefusesAFormOfOtherMakeWithoutAnEffect) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.open("/signin");
  const std::string good = body_of(browser, {{"email", email}, {"password", password}});
  const std::string token = browser.forms().front().fields.at("form_token");

  for (const std::string& bad :
       {good + "&surprise=1", good + "&email=second%40company.example", std::string{},
        "form_token=" + token + "&email=ann%40company.example",
        "form_token=" + token + "&password=x"}) {
    browser.send(http::Method::post, "/signin/password", bad);
    EXPECT_GE(browser.status(), 400) << bad;
    EXPECT_LT(browser.status(), 404) << bad;
    EXPECT_FALSE(browser.cookies.contains("__Host-sid")) << bad;
  }
  EXPECT_THAT(service.audit(), Not(Contains("password_accepted")));
}

TEST(PasswordStep, RefusesAFormFromElsewhere) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.open("/signin");
  const std::string good = body_of(browser, {{"email", email}, {"password", password}});

  const auto refused = [&](Browser sender, const std::string& body) {
    sender.send(http::Method::post, "/signin/password", body);
    return sender.status() == 403 && !sender.cookies.contains("__Host-sid");
  };
  Browser foreign = browser;
  foreign.headers["origin"] = "https://elsewhere.example";
  EXPECT_TRUE(refused(foreign, good));
  Browser unknown = browser;
  unknown.headers["origin"] = "null";
  EXPECT_TRUE(refused(unknown, good));
  Browser cross_site = browser;
  cross_site.headers["sec-fetch-site"] = "cross-site";
  EXPECT_TRUE(refused(cross_site, good));
  Browser without_cookie = browser;
  without_cookie.cookies.clear();
  EXPECT_TRUE(refused(without_cookie, good));
  Browser other_cookie(service);
  other_cookie.open("/signin");
  EXPECT_TRUE(refused(other_cookie, good)) << "a token made for another browser";
  EXPECT_TRUE(refused(browser, testkit::urlencoded({{"email", email}, {"password", password}})));
  EXPECT_FALSE(refused(browser, good)) << "the form itself is good";
}

TEST(PasswordStep, ADoublePressSignsInBothTimes) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.open("/signin");
  const std::string body = body_of(browser, {{"email", email}, {"password", password}});
  Browser second = browser;
  browser.send(http::Method::post, "/signin/password", body);
  second.send(http::Method::post, "/signin/password", body);
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(second.status(), 303);
  second.open("/");
  EXPECT_EQ(second.path(), "/");
}

TEST(PasswordStep, ANewAttemptEndsTheEarlierOne) {
  Service service;
  service.add_person(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  browser.open("/signin");
  Browser early = browser;
  testkit::sign_in(early, email, password);
  Browser later = early;
  // A reload of the form that was sent before: the browser has the attempt's cookie by now.
  later.open("/signin/other-way");
  later.press("Start again");
  ASSERT_EQ(later.path(), "/signin");
  later.submit({{"email", email}, {"password", password}});
  ASSERT_EQ(later.path(), "/signin/factor/totp");
  early.submit({{"code", app.code_now()}});
  EXPECT_EQ(early.path(), "/signin") << "given up";
  later.submit({{"code", app.code_now()}});
  EXPECT_EQ(later.path(), "/");
}

TEST(PasswordStep, APasswordHashedAtALowerCostIsHashedAnewAndStillSignsIn) {
  Service service;
  service.add_person(email, password);
  const auto stored = [&] {
    return *service.database()
                .read([&](db::Read& db) { return account::find(db, *Email::parse(email)); })
                ->password_hash;
  };
  const std::string before = stored();
  auto dearer = testkit::test_settings();
  dearer.hash_cost = crypto::HashCost{};
  service.restart(dearer);

  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_NE(stored(), before);
  EXPECT_THAT(service.audit(), Contains("password_rehashed"));
  Browser again(service);
  testkit::sign_in(again, email, password);
  EXPECT_EQ(again.path(), "/");
  EXPECT_EQ(times(service.audit(), "password_rehashed"), 1);
}

TEST(PasswordStep, TheSessionCookieIsOnlyForThisSiteAndThisSitting) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  browser.follows = false;
  browser.open("/signin");
  browser.submit({{"email", email}, {"password", password}});
  std::string set;
  for (const auto& [name, value] : browser.response().headers) {
    if (name == "Set-Cookie" && value.starts_with("__Host-sid=")) set = value;
  }
  for (const char* attribute : {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}) {
    EXPECT_THAT(set, HasSubstr(attribute));
  }
  EXPECT_THAT(set, Not(HasSubstr("Max-Age")));
  EXPECT_THAT(set, Not(HasSubstr("Domain")));
  EXPECT_FALSE(browser.cookies.contains("__Host-pre"));
}

/// The sign-in page with what was typed, and nothing done.
void expect_shown_again(Service& service, Browser& browser, const testkit::Fields& fields) {
  const auto before = service.audit();
  browser.send(http::Method::post, "/signin/password", testkit::urlencoded(fields));
  EXPECT_EQ(browser.status(), 403);
  EXPECT_EQ(browser.heading(), "Log in");
  EXPECT_EQ(browser.attribute("email", "value"), "ann@company.example");
  EXPECT_THAT(browser.html(), testing::Not(HasSubstr("correct horse battery")));
  EXPECT_THAT(browser.text(), HasSubstr("press Log in once more"));
  EXPECT_EQ(service.audit(), before);
  EXPECT_FALSE(browser.cookies.contains("__Host-sid"));
}

/// What the sign-in form of the present page sends.
testkit::Fields filled_in(const Browser& browser) {
  for (const testkit::PageForm& form : browser.forms()) {
    if (form.action != "/signin/password") continue;
    auto fields = form.fields;
    fields["email"] = "ann@company.example";
    fields["password"] = "correct horse battery";
    return fields;
  }
  return {};
}

TEST(OutdatedSignIn, KeepsTheAddressAndGoesOnAtTheNextPress) {
  Service service;
  service.add_person("ann@company.example", "correct horse battery");
  Browser browser(service);
  browser.open("/account-security/sessions");
  const auto fields = filled_in(browser);
  service.clock.advance(std::chrono::hours{25});  // the cookie of the page is over
  expect_shown_again(service, browser, fields);
  browser.submit({{"password", "correct horse battery"}});
  EXPECT_EQ(browser.path(), "/account-security/sessions") << "where this tab was going";
}

TEST(OutdatedSignIn, IsShownAgainInABrowserThatLostItsCookies) {
  Service service;
  service.add_person("ann@company.example", "correct horse battery");
  Browser browser(service);
  browser.open("/signin");
  const auto fields = filled_in(browser);
  browser.cookies.clear();
  expect_shown_again(service, browser, fields);
  browser.submit({{"password", "correct horse battery"}});
  EXPECT_TRUE(browser.cookies.contains("__Host-sid"));
}

TEST(OutdatedSignIn, InASecondTabLeadsInWhenTheFirstGotIn) {
  Service service;
  service.add_person("ann@company.example", "correct horse battery");
  Browser browser(service);
  browser.open("/signin");
  const auto fields = filled_in(browser);
  browser.submit({{"email", "ann@company.example"}, {"password", "correct horse battery"}});
  browser.send(http::Method::post, "/signin/password", testkit::urlencoded(fields));
  EXPECT_EQ(browser.status(), 303);
  EXPECT_EQ(browser.header("Location"), "/");
}

TEST(OutdatedSignIn, OfAnotherSiteIsStillRefusedAndShowsNothing) {
  Service service;
  service.add_person("ann@company.example", "correct horse battery");
  Browser browser(service);
  browser.open("/signin");
  auto fields = filled_in(browser);
  fields["form_token"] = "x";
  browser.headers["origin"] = "https://evil.example";
  const auto before = service.audit();
  const auto cookies = browser.cookies;
  browser.send(http::Method::post, "/signin/password", testkit::urlencoded(fields));
  EXPECT_EQ(browser.status(), 403);
  EXPECT_THAT(browser.html(), testing::Not(HasSubstr("ann@company.example")));
  EXPECT_EQ(browser.cookies, cookies);
  EXPECT_EQ(service.audit(), before);
}

}  // namespace
}  // namespace sallyport::signin
