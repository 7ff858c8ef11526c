#include "site/visit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::site {
namespace {

using testkit::Browser;
using testkit::Service;

constexpr const char* ann = "ann@kroon.example";
constexpr const char* password = "purple walrus on a ferry";

/// Somebody signed in, with the form that logs off.
class ComesIn : public testing::Test {
 protected:
  ComesIn() {
    service.add_person(ann, password);
    testkit::sign_in(browser, ann, password);
    token = token_on("/");
    browser.follows = false;
  }

  std::string token_on(const std::string& path) {
    browser.open(path);
    for (const auto& form : browser.forms()) {
      if (form.fields.contains("form_token")) return form.fields.at("form_token");
    }
    return "";
  }
  int log_off(const std::string& with_token) {
    return browser
        .send(http::Method::post, "/logoff", testkit::urlencoded({{"form_token", with_token}}))
        .status;
  }
  /// 403, and the session goes on.
  void expect_refused(const std::string& with_token) {
    const auto before = service.audit();
    const auto cookies = browser.cookies;
    EXPECT_EQ(log_off(with_token), 403);
    EXPECT_EQ(service.audit(), before);
    browser.headers.erase("origin");
    browser.headers.erase("sec-fetch-site");
    EXPECT_EQ(browser.cookies, cookies);
    EXPECT_EQ(browser.send(http::Method::get, "/").status, 200);
  }

  Service service;
  Browser browser{service};
  std::string token;
};

TEST_F(ComesIn, WithAFormOfOurs) {
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(log_off(token), 303);
  EXPECT_EQ(browser.send(http::Method::get, "/").status, 303);
}

TEST_F(ComesIn, NotWithAForeignOrigin) {
  for (const char* origin :
       {"https://evil.example", "http://portal.example", "https://portal.example:8443",
        "https://portal.example.evil.example", "null", ""}) {
    SCOPED_TRACE(origin);
    browser.headers["origin"] = origin;
    expect_refused(token);
  }
}

TEST_F(ComesIn, NotFromAnotherSiteWhateverTheOrigin) {
  for (const char* site : {"cross-site", "same-site", "none"}) {
    SCOPED_TRACE(site);
    browser.headers["sec-fetch-site"] = site;
    expect_refused(token);
  }
}

TEST_F(ComesIn, NotWithoutTheFormsToken) {
  expect_refused("");
  const auto before = service.audit();
  EXPECT_EQ(browser.send(http::Method::post, "/logoff", "").status, 403);
  EXPECT_EQ(service.audit(), before);
}

TEST_F(ComesIn, NotWithAnotherVisitorsToken) {
  Browser other{service};
  other.open("/signin");
  ASSERT_FALSE(other.forms().empty());
  std::string foreign;
  for (const auto& form : other.forms()) {
    if (form.fields.contains("form_token")) foreign = form.fields.at("form_token");
  }
  ASSERT_FALSE(foreign.empty());
  expect_refused(foreign);
}

TEST(OutdatedForms, LeadBackToTheirPageAndDoNothing) {
  Service service;
  service.add_person(ann, password);
  Browser browser{service};
  testkit::sign_in(browser, ann, password);
  const auto before = service.audit();
  browser.headers["referer"] = "https://portal.example/account-security/sessions";
  browser.send(http::Method::post, "/account-security/sessions/end-others", "form_token=x");
  EXPECT_EQ(browser.status(), 303) << "the proof is asked first, and then the page itself";
  browser.send(http::Method::post, "/account-security/password", "form_token=x&password=secret");
  EXPECT_EQ(browser.status(), 403);
  EXPECT_NE(browser.html().find("href=\"/account-security/sessions\""), std::string::npos);
  EXPECT_EQ(browser.html().find("secret"), std::string::npos);
  browser.headers["referer"] = "https://evil.example/account-security";
  browser.send(http::Method::post, "/account-security/password", "form_token=x");
  EXPECT_EQ(browser.html().find("evil"), std::string::npos);
  EXPECT_EQ(service.audit(), before);
}

TEST(OutdatedForms, OfAnotherTabsOrganisationDoNothingInThisOne) {
  Service service;
  for (const char* name : {"Alpha BV", "Beta BV"}) {
    service.add_contact(service.add_organisation(name), ann);
  }
  service.set_password(ann, password);
  Browser browser{service};
  testkit::sign_in(browser, ann, password);
  browser.press("Alpha BV");
  browser.open("/account-security/password");
  const auto in_alpha = browser.forms();
  browser.open("/organisation");
  browser.press("Beta BV");
  const auto before = service.audit();
  for (const auto& form : in_alpha) {
    if (form.action != "/account-security/password") continue;
    browser.send(http::Method::post, form.action, testkit::urlencoded(form.fields));
    EXPECT_EQ(browser.status(), 403);
  }
  EXPECT_EQ(service.audit(), before);
}

TEST(OutdatedForms, AreComeBackToAfterLoggingInAgain) {
  Service service;
  service.add_person(ann, password);
  Browser browser{service};
  testkit::sign_in(browser, ann, password);
  browser.open("/account-security/password");
  testkit::Fields fields;
  for (const auto& form : browser.forms()) {
    if (form.action == "/account-security/password") fields = form.fields;
  }
  service.clock.advance(std::chrono::hours{13});
  browser.headers["referer"] = "https://portal.example/account-security/password";
  browser.send(http::Method::post, "/account-security/password", testkit::urlencoded(fields));
  EXPECT_EQ(browser.status(), 303);
  browser.open("/signin");
  browser.submit({{"email", ann}, {"password", password}});
  EXPECT_EQ(browser.path(), "/account-security/password");
}

TEST(Door, TakesNoPasswordWithoutOurOwnForm) {
  Service service;
  service.add_person(ann, password);
  Browser browser{service};
  browser.open("/signin");
  const auto before = service.audit();
  browser.cookies.clear();  // a form filled in by another site: the browser has no cookie of ours
  browser.send(http::Method::post, "/signin/password",
               testkit::urlencoded({{"email", ann}, {"password", password}, {"form_token", "x"}}));
  EXPECT_EQ(browser.status(), 403);
  EXPECT_EQ(service.audit(), before);
}

/// The headers that every response carries.
void expect_safe(const Browser& browser) {
  EXPECT_EQ(browser.header("Strict-Transport-Security"), "max-age=63072000; includeSubDomains");
  EXPECT_EQ(browser.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(browser.header("X-Frame-Options"), "DENY");
  EXPECT_EQ(browser.header("Referrer-Policy"), "same-origin");
  EXPECT_EQ(browser.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(browser.header("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_FALSE(browser.header("Permissions-Policy").empty());
  EXPECT_EQ(browser.header("X-Robots-Tag"), "noindex");
  EXPECT_FALSE(browser.header("Cache-Control").empty());
  const std::string policy = browser.header("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'")) << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(browser.header("Access-Control-Allow-Origin"), "");
}

TEST(Headers, ProtectPagesRedirectsAssetsAndFailures) {
  Service service;
  Browser browser{service};
  browser.follows = false;
  browser.open("/signin");
  ASSERT_EQ(browser.status(), 200);
  expect_safe(browser);
  EXPECT_EQ(browser.header("Cache-Control"), "no-store");
  const auto begin = browser.html().find("href=\"/assets/");
  ASSERT_NE(begin, std::string::npos);
  const std::string asset =
      browser.html().substr(begin + 6, browser.html().find('"', begin + 6) - begin - 6);
  browser.open(asset);
  ASSERT_EQ(browser.status(), 200) << asset;
  expect_safe(browser);
  browser.open("/account-security");
  ASSERT_EQ(browser.status(), 303);
  expect_safe(browser);
  browser.open("/no-such-page");
  ASSERT_EQ(browser.status(), 404);
  expect_safe(browser);
  browser.send(http::Method::post, "/signin/password", "");
  ASSERT_EQ(browser.status(), 403);
  expect_safe(browser);
}

TEST(Headers, GiveEachPageANonceOfItsOwn) {
  Service service;
  Browser browser{service};
  browser.open("/signin");
  const std::string first = browser.header("Content-Security-Policy");
  browser.open("/signin");
  EXPECT_NE(browser.header("Content-Security-Policy"), first);
}

TEST(Failures, SayWhatHappenedAndGiveTheNumberInBothLanguages) {
  Service service;
  for (const int status : {403, 404, 405, 413, 421, 500, 503}) {
    SCOPED_TRACE(status);
    std::vector<std::string> pages;
    for (const char* language : {"en", "nl"}) {
      http::Request request;
      request.path = "/";
      request.headers = {{"accept-language", language}};
      request.id = "0123456789abcdef";
      request.now = service.clock.now();
      const http::Response response = service.service().on_failure(status, request);
      EXPECT_EQ(response.status, status);
      EXPECT_NE(response.body.find("0123456789abcdef"), std::string::npos);
      EXPECT_NE(response.body.find(std::string{"lang=\""} + language), std::string::npos);
      pages.push_back(response.body.substr(response.body.find("<h1")).substr(0, 60));
    }
    EXPECT_NE(pages[0], pages[1]) << pages[0];
  }
}

}  // namespace
}  // namespace sallyport::site
