// An operator's own look and words: the worked example of docs/operate/white-label.md, on every
// page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "site/white_label/white_label.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";
constexpr const char* house_line = "Meadow helps you on working days from nine to five.";

app::Settings meadow() {
  app::Settings settings = test_settings();
  settings.portal.name = "Meadow";
  settings.overrides = std::filesystem::path{SALLYPORT_SOURCE} / "docs/operate/white-label";
  return settings;
}

/// Every address that can be asked for, with something in the place of each {name}.
std::vector<std::string> addresses(Service& service) {
  std::vector<std::string> all;
  for (const http::Route& route : service.service().router().routes()) {
    if (route.method != http::Method::get || route.guard == "machines") continue;
    std::string path = route.path;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "00000000000000000000000000");
    }
    all.push_back(path);
  }
  return all;
}

/// How many pages wore the operator's look.
std::size_t look_at_all(Service& service, Browser& browser) {
  std::size_t pages = 0;
  for (const std::string& address : addresses(service)) {
    Browser here = browser;  // so that none of them ends the session for the others
    here.open(address);
    EXPECT_NE(here.status(), 500) << address;
    if (!here.header("Content-Type").starts_with("text/html")) continue;
    EXPECT_THAT(here.text(), HasSubstr(house_line)) << address;
    EXPECT_THAT(here.html(), HasSubstr("/assets/own.")) << address;
    EXPECT_THAT(here.html(), HasSubstr("/assets/logo.")) << address;
    ++pages;
  }
  return pages;
}

TEST(WhiteLabelStory, EveryPageWearsTheOperatorsLookAndWords) {
  Service service(meadow());
  service.add_person(email, password);
  Browser stranger(service);
  EXPECT_GE(look_at_all(service, stranger), 15U);
  Browser signed_in(service);
  sign_in(signed_in, email, password);
  ASSERT_EQ(signed_in.path(), "/");
  EXPECT_GE(look_at_all(service, signed_in), 15U);
  Browser lost(service);
  lost.open("/no/such/page");
  EXPECT_EQ(lost.status(), 404);
  EXPECT_THAT(lost.text(), HasSubstr(house_line));
}

TEST(WhiteLabelStory, WordsAreReplacedInBothLanguages) {
  Service service(meadow());
  Browser english(service);
  english.open("/signin");
  EXPECT_THAT(english.link_words(), testing::Contains("Help with logging in to the meadow"));
  Browser dutch(service, "nl");
  dutch.open("/signin");
  EXPECT_THAT(dutch.link_words(), testing::Contains("Hulp bij het inloggen op de weide"));
  EXPECT_THAT(dutch.text(), HasSubstr("Meadow helpt je op werkdagen van negen tot vijf."));
}

TEST(WhiteLabelStory, FilesAreServedUnderTheirDigestWithAPolicyThatRunsNothing) {
  Service service(meadow());
  Browser browser(service);
  browser.open("/signin");
  const std::string html = browser.html();
  for (const auto& [begin, type] : {std::pair{"/assets/own.", "text/css; charset=utf-8"},
                                    std::pair{"/assets/logo.", "image/svg+xml; charset=utf-8"},
                                    std::pair{"/assets/icon.", "image/svg+xml; charset=utf-8"}}) {
    const auto at = html.find(begin);
    ASSERT_NE(at, std::string::npos) << begin;
    browser.send(http::Method::get, html.substr(at, html.find('"', at) - at));
    EXPECT_EQ(browser.status(), 200) << begin;
    EXPECT_EQ(browser.header("Content-Type"), type);
    EXPECT_THAT(browser.header("Cache-Control"), HasSubstr("immutable"));
    EXPECT_THAT(browser.header("Content-Security-Policy"), HasSubstr("script-src 'none'"));
    EXPECT_EQ(browser.header("X-Content-Type-Options"), "nosniff");
  }
}

TEST(WhiteLabelStory, LettersWearItToo) {
  Service service(meadow());
  service.add_contact(service.add_organisation("Example BV"), email);
  Browser browser(service);
  browser.open(Service::link_in(service.newest_letter_to(email)));
  browser.press("Set your password");
  browser.submit({{"password", password}});
  EXPECT_THAT(service.newest_letter_to(email).text, HasSubstr("Meadow & Field"));
}

TEST(WhiteLabelStory, AFolderThatIsNotRightStopsTheStart) {
  const Folder folder;
  std::ofstream{folder.path() / "style.css"} << "@import 'x';";
  app::Settings settings = test_settings();
  settings.overrides = folder.path();
  EXPECT_THROW(const Service service(settings), white_label::Refused);
}

TEST(WhiteLabelStory, HelpLeadsWhereTheOperatorWants) {
  app::Settings settings = meadow();
  settings.portal.help_url = "https://help.example/";
  Service service(settings);
  Browser browser(service);
  browser.open("/signin");
  EXPECT_THAT(browser.html(), HasSubstr("href=\"https://help.example/\""));
  EXPECT_THAT(browser.html(), Not(HasSubstr("href=\"/help\"")));
}

}  // namespace
}  // namespace sallyport::testkit
