#include "features/parts/parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::parts {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

app::Settings with_parts() {
  auto settings = testkit::test_settings();
  settings.portal.parts = {
      {.name = "Courses", .dutch_name = "Cursussen", .address = "/courses/", .roles = {}},
      {.name = "Review", .dutch_name = "", .address = "/courses/review/", .roles = {"reviewer"}},
      {.name = "Invoices",
       .dutch_name = "",
       .address = "/invoices/",
       .roles = {"finance", "administrator"}},
  };
  return settings;
}

class PartsDoor : public testing::Test {
 protected:
  /// As nginx asks: the browser's request, its cookies, and which address it was for.
  int check(Browser& browser, const std::string& uri) { return ask(browser, "/auth/check", uri); }
  int enter(Browser& browser, const std::string& uri) { return ask(browser, "/auth/enter", uri); }

  void sign_in_with_roles(Browser& browser, std::vector<std::string> roles) {
    service.add_contact(organisation, email, "Ann", "Bakker", std::move(roles));
    service.set_password(email, password);
    testkit::sign_in(browser, email, password);
  }

  Service service{with_parts()};
  organisation::Organisation organisation = service.add_organisation("Company");

 private:
  static int ask(Browser& browser, const std::string& path, const std::string& uri) {
    browser.headers["x-original-uri"] = uri;
    browser.send(http::Method::get, path);
    browser.headers.erase("x-original-uri");
    return browser.status();
  }
};

TEST_F(PartsDoor, M68LetsInWhoIsSignedInWithoutASecondSignIn) {
  Browser browser(service);
  EXPECT_EQ(check(browser, "/courses/"), 401);
  EXPECT_EQ(browser.header("WWW-Authenticate"), "Cookie realm=\"portal\"")
      << "RFC 9110 §15.5.2; no scheme for which a browser opens a dialogue";
  sign_in_with_roles(browser, {"administrator", "finance"});
  EXPECT_EQ(check(browser, "/courses/"), 204);
  EXPECT_EQ(check(browser, "/courses"), 204);
  EXPECT_EQ(check(browser, "/courses/3?page=2&sort=name"), 204);
  EXPECT_EQ(browser.html(), "");
  EXPECT_EQ(browser.header("Sallyport-Email"), email);
  EXPECT_EQ(browser.header("Sallyport-Name"), "Ann Bakker");
  EXPECT_EQ(browser.header("Sallyport-Organisation"), "1");
  EXPECT_EQ(browser.header("Sallyport-Organisation-Id"), organisation.id.text());
  EXPECT_EQ(browser.header("Sallyport-Roles"), "administrator,finance");
  EXPECT_EQ(browser.header("Sallyport-Level"), "1");
  EXPECT_EQ(browser.header("Sallyport-Account").size(), 26U);
  EXPECT_EQ(browser.header("Cache-Control"), "no-store");
}

TEST_F(PartsDoor, M68KeepsARoleOutOfWhatIsNotOpenToIt) {
  Browser browser(service);
  sign_in_with_roles(browser, {"reviewer"});
  EXPECT_EQ(check(browser, "/courses/review/"), 204);
  EXPECT_EQ(check(browser, "/courses/review/7"), 204);
  EXPECT_EQ(check(browser, "/invoices/"), 403);
  EXPECT_EQ(browser.header("Sallyport-Email"), "") << "nothing of the person with a refusal";
}

TEST_F(PartsDoor, TakesTheClosestPartAndNoneByHalfAWord) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  EXPECT_EQ(check(browser, "/courses/1"), 204);
  EXPECT_EQ(check(browser, "/courses/review"), 403);
  EXPECT_EQ(check(browser, "/courses-old/1"), 403);
  EXPECT_EQ(check(browser, "/coursesreview"), 403);
  EXPECT_EQ(check(browser, "/"), 403);
  EXPECT_EQ(check(browser, "/account-security"), 403);
}

// What the proxy reads as "/invoices/" must not be taken for "/courses/" here.
TEST_F(PartsDoor, RefusesEverySpellingThatAnotherProgramCouldReadDifferently) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  for (const char* uri : {"/courses/../invoices/",
                          "/courses/%2e%2e/invoices/",
                          "/courses/..%2finvoices/",
                          "/courses//../invoices/",
                          "/courses/./1",
                          "//courses/",
                          "/courses/\\invoices",
                          "/courses/%5c..%5cinvoices/",
                          "/courses/%00",
                          "/courses/..;/invoices/",
                          "/courses/..;a=b/invoices/",
                          "/courses/r%65view/",
                          "/courses/%72eview/7",
                          "/invoic%65s/",
                          "http://portal.example/courses/",
                          "courses/",
                          "",
                          "/courses/#a",
                          "/courses/\xC3\xA9",
                          "/courses/1 2",
                          "/courses/%"}) {
    EXPECT_EQ(check(browser, uri), 403) << uri;
  }
  for (const char* uri : {"/cours%65s/", "/courses/caf%C3%A9", "/courses/a%20b", "/courses/a..b"}) {
    EXPECT_EQ(check(browser, uri), 204) << uri;
  }
  browser.headers["x-original-uri"] = "/courses/";
  browser.send(http::Method::get, "/auth/check");
  EXPECT_EQ(browser.status(), 204) << "and the session still lives";
}

TEST_F(PartsDoor, AsksForTheAddressThatIsMeant) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  browser.send(http::Method::get, "/auth/check");
  EXPECT_EQ(browser.status(), 400);
  browser.send(http::Method::post, "/auth/check");
  EXPECT_EQ(browser.status(), 405);
}

TEST_F(PartsDoor, RefusesASessionThatWasLoggedOffWithTheNextRequest) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  Browser copy(service);
  copy.cookies = browser.cookies;
  EXPECT_EQ(check(copy, "/courses/"), 204);
  browser.open("/");
  browser.press("Log off");
  EXPECT_EQ(check(copy, "/courses/"), 401);
}

TEST_F(PartsDoor, M62RefusesSomebodyWhoseAccessWasWithdrawn) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  service.withdraw_access(organisation, email);
  EXPECT_EQ(check(browser, "/courses/"), 401);
}

TEST_F(PartsDoor, IsClosedUntilAnOrganisationIsChosen) {
  service.add_contact(service.add_organisation("Other"), email);
  Browser browser(service);
  sign_in_with_roles(browser, {});
  ASSERT_EQ(browser.path(), "/organisation");
  EXPECT_EQ(check(browser, "/courses/"), 401);
  browser.open("/organisation");
  browser.press("Company");
  EXPECT_EQ(check(browser, "/courses/"), 204);
}

TEST_F(PartsDoor, M10IsClosedOnTheDateWithoutASecondFactor) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  auto settings = with_parts();
  settings.policy.required_from = parse_day("2027-01-15");
  service.restart(settings);
  EXPECT_EQ(check(browser, "/courses/"), 401);
}

TEST_F(PartsDoor, TellsTheLevelThatWasProved) {
  service.add_contact(organisation, email);
  service.set_password(email, password);
  const auto app = service.enrol_totp(email);
  Browser browser(service);
  testkit::sign_in(browser, email, password, app);
  EXPECT_EQ(check(browser, "/courses/"), 204);
  EXPECT_EQ(browser.header("Sallyport-Level"), "2");
}

TEST_F(PartsDoor, ChangesNothingByAnswering) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  const auto events = service.audit();
  const auto cookies = browser.cookies;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(check(browser, "/courses/"), 204);
  Browser stranger(service);
  EXPECT_EQ(check(stranger, "/courses/"), 401);
  EXPECT_EQ(service.audit(), events);
  EXPECT_EQ(browser.cookies, cookies);
  EXPECT_TRUE(stranger.cookies.empty()) << "nothing of an answer to the proxy reaches the browser";
}

TEST_F(PartsDoor, WritesNamesSoThatTheyCannotEndAHeaderOrAList) {
  service.add_contact(organisation, email, "Zo\xC3\xAB 100%,", "de B\xC3\xA4r\r\nX-Roles: all");
  service.set_password(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(check(browser, "/courses/"), 204);
  EXPECT_EQ(browser.header("Sallyport-Name"), "Zo%C3%AB 100%25%2C de B%C3%A4r%0D%0AX-Roles: all");
}

TEST_F(PartsDoor, LeadsAPersonToTheSignInAndBackToWhereTheyWereGoing) {
  service.add_contact(organisation, email);
  service.set_password(email, password);
  Browser browser(service);
  browser.follows = false;
  EXPECT_EQ(enter(browser, "/courses/3?page=2"), 303);
  EXPECT_EQ(browser.header("Location"), "/signin");
  // The testkit's sign_in opens /signin anew; the way back is remembered by the cookie.
  testkit::sign_in(browser, email, password);
  EXPECT_EQ(browser.header("Location"), "/courses/3?page=2");
  EXPECT_EQ(enter(browser, "/courses/4"), 303) << "signed in meanwhile, in another tab";
  EXPECT_EQ(browser.header("Location"), "/courses/4");
}

TEST_F(PartsDoor, SaysWhyAPartIsNotOpen) {
  Browser browser(service);
  sign_in_with_roles(browser, {});
  browser.headers["x-original-uri"] = "/invoices/7";
  browser.open("/auth/enter");
  EXPECT_EQ(browser.status(), 403);
  EXPECT_EQ(browser.heading(), "This part is not open to you");
  EXPECT_THAT(browser.text(),
              HasSubstr("Invoices is for people who have another role in Company."));
  EXPECT_THAT(browser.link_words(), Contains("To the start page"));
}

TEST_F(PartsDoor, LeadsNobodyElsewhere) {
  Browser browser(service);
  for (const char* uri : {"//elsewhere.example/", "https://elsewhere.example/",
                          "/\\elsewhere.example", "/courses/../../", "/unheard-of/"}) {
    EXPECT_EQ(enter(browser, uri), 404) << uri;
  }
  sign_in_with_roles(browser, {});
  EXPECT_EQ(enter(browser, "//elsewhere.example/"), 404);
}

}  // namespace
}  // namespace sallyport::parts
