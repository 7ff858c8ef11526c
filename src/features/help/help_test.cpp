#include "features/help/help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/testkit/browser.hpp"

namespace sallyport::help {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";
constexpr const char* password = "correct horse battery";

/// The page without its tags, spaces folded: also what only a script shows, such as Copy.
std::string words_of(const std::string& html) {
  std::string words;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    const bool blank = in_tag || c == '\n' || c == ' ';
    if (!blank) words += c;
    if (blank && !words.ends_with(' ')) words += ' ';
    if (c == '>') in_tag = false;
  }
  return words;
}

std::set<std::string> bold_words_of(const std::string& html) {
  static const std::regex bold{"<strong>([^<]*)</strong>"};
  std::set<std::string> words;
  for (std::sregex_iterator found{html.begin(), html.end(), bold}; found != std::sregex_iterator{};
       ++found) {
    words.insert((*found)[1]);
  }
  return words;
}

/// Every text of the phone app, in both languages: its script, without quotation marks.
std::string words_of_the_app(Service& service) {
  Browser browser(service);
  std::string words = browser.send(http::Method::get, "/pocket/app.js").body;
  std::ranges::replace_if(words, [](char c) { return c == '"' || c == '`'; }, ' ');
  return words;
}

/// All screens on the way that the help page describes, as words.
std::string screens_in(const std::string& language) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), email);
  service.add_contact(service.add_organisation("Sample & Sons"), email);
  service.set_password(email, password);
  Browser browser(service, language);
  std::string seen;
  const auto look = [&] { seen += words_of(browser.html()) + '\n'; };

  browser.open("/signin");
  look();
  browser.submit({{"email", email}, {"password", password}});
  look();
  browser.press("Example BV");
  look();
  browser.open("/account-security");
  look();
  browser.open("/account-security/two-factor");
  look();
  browser.open("/account-security/two-factor/method");
  look();
  browser.submit({{"password", password}});
  look();
  browser.open("/account-security/two-factor/pocket");
  look();
  browser.open("/account-security/two-factor/code");
  look();
  std::string secret = browser.text_of("secret");
  std::erase(secret, ' ');
  const testkit::Authenticator app(secret, service.clock);
  browser.submit({{"code", app.code_now()}});
  look();
  browser.open("/account-security/two-factor");
  look();
  Browser next(service, language);
  testkit::sign_in(next, email, password);
  seen += words_of(next.html());
  return seen + words_of_the_app(service);
}

TEST(M69, HelpIsThereBeforeLoggingInInBothLanguages) {
  Service service;
  for (const auto& [language, heading] :
       {std::pair{"en", "Help with logging in"}, std::pair{"nl", "Hulp bij het inloggen"}}) {
    Browser browser(service, language);
    browser.open("/signin");
    browser.click(heading);
    EXPECT_EQ(browser.path(), "/help");
    EXPECT_EQ(browser.status(), 200);
    EXPECT_EQ(browser.heading(), heading);
  }
}

TEST(M69, TheContentsListLeadsToEverySectionOfTheHelpPage) {
  Service service;
  Browser browser(service);
  browser.open("/help");
  static const std::regex link{"<a href=\"#([a-z-]+)\">"};
  static const std::regex heading{"<h2 id=\"([a-z-]+)\""};
  const std::string html = browser.html();
  std::vector<std::string> headings;
  for (std::sregex_iterator i{html.begin(), html.end(), heading}; i != std::sregex_iterator{}; ++i)
    headings.push_back((*i)[1]);
  ASSERT_EQ(headings.front(), "contents");
  headings.erase(headings.begin());
  ASSERT_GE(headings.size(), 10U);
  const std::string contents = html.substr(0, html.find("</nav>"));
  std::vector<std::string> listed;
  for (std::sregex_iterator i{contents.begin(), contents.end(), link}; i != std::sregex_iterator{};
       ++i) {
    if ((*i)[1] != "content") listed.push_back((*i)[1]);
  }
  EXPECT_EQ(listed, headings);
}

TEST(M69, M68TheHelpPageLeadsToThePartsOfThePortalInTheReadersLanguage) {
  auto settings = testkit::test_settings();
  settings.portal.parts = {
      {.name = "Courses", .dutch_name = "Cursussen", .address = "/courses/", .roles = {}}};
  {
    Service service(settings);
    Browser browser(service, "nl");
    browser.open("/help");
    EXPECT_THAT(browser.html(), HasSubstr("<li><a href=\"/courses/\">Cursussen</a></li>"));
    EXPECT_THAT(browser.text(), Not(HasSubstr("hangt af van je rol")));
  }
  settings.portal.parts.push_back(
      {.name = "Invoices", .dutch_name = "", .address = "/invoices/", .roles = {"finance"}});
  Service service(settings);
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.html(), AllOf(HasSubstr("<li><a href=\"/courses/\">Courses</a></li>"),
                                    HasSubstr("<li><a href=\"/invoices/\">Invoices</a></li>")));
  EXPECT_THAT(browser.text(), HasSubstr("depends on your role"));
}

TEST(M69, EveryBoldLabelOfTheHelpPageStandsOnAScreenInBothLanguages) {
  for (const std::string language : {"en", "nl"}) {
    const std::string screens = screens_in(language);
    Service service;
    Browser browser(service, language);
    browser.open("/help");
    const auto labels = bold_words_of(browser.html());
    EXPECT_GE(labels.size(), 26U);
    for (const std::string& label : labels) EXPECT_THAT(screens, HasSubstr(" " + label + " "));
  }
}

TEST(M69, ThePicturesAreServedByUsAndDescribedInWords) {
  Service service;
  for (const std::string language : {"en", "nl"}) {
    Browser browser(service, language);
    browser.open("/help");
    static const std::regex image{
        "<img src=\"([^\"]+)\" width=\"(?:640|390)\" height=\"\\d+\""
        " loading=\"lazy\" alt=\"([^\"]+)\">"};
    const std::string html = browser.html();
    std::size_t seen = 0;
    for (std::sregex_iterator i{html.begin(), html.end(), image}; i != std::sregex_iterator{};
         ++i) {
      const std::string address = (*i)[1];
      EXPECT_THAT(address, AllOf(HasSubstr("/assets/"), HasSubstr("." + language + ".")));
      EXPECT_GT(std::string{(*i)[2]}.size(), 20U);
      Browser fetcher(service);
      const auto& picture = fetcher.send(http::Method::get, address);
      EXPECT_EQ(picture.status, 200);
      EXPECT_EQ(picture.body.substr(0, 4), "RIFF");
      EXPECT_EQ(fetcher.header("Content-Type"), "image/webp");
      ++seen;
    }
    EXPECT_EQ(seen, 13U);
  }
}

TEST(M59, HelpWithoutASmartphoneIsStepByStepAndBlamesNobody) {
  auto settings = testkit::test_settings();
  settings.portal.system_manager = "the help desk, extension 123";
  settings.portal.help_video_url = "https://video.example/activate";
  Service service(settings);
  Browser browser(service);
  browser.open("/help");
  const std::string& text = browser.text();
  // M11, M12, M27: why, and that a smartphone is recommended and not required; what to have ready.
  EXPECT_THAT(text, HasSubstr("so your data is extra protected"));
  EXPECT_THAT(text, HasSubstr("It is not required."));
  EXPECT_THAT(text, HasSubstr("Google Authenticator"));
  // M47, M48: why it is recommended, and who need not have one.
  EXPECT_THAT(text, HasSubstr("you then confirm on another device"));
  EXPECT_THAT(text, HasSubstr("does your health not allow it?"));
  // M49, M53: the box around the QR code; a password manager from end to end.
  EXPECT_THAT(text, HasSubstr("drag a box around the whole QR code"));
  EXPECT_THAT(text, HasSubstr("“Copy TOTP”"));
  EXPECT_THAT(text, HasSubstr("Where their own instructions differ from the steps here"));
  // M43, M44: the video, and who helps.
  EXPECT_THAT(browser.link_words(),
              testing::Contains("Watch the video about activating an authenticator app"));
  EXPECT_THAT(text, HasSubstr("does not cover activating an external app. Are you stuck? Ask the "
                              "help desk, extension 123."));
}

TEST(M28, M27HelpNamesTheAppAndTheVersionThatIsNeeded) {
  auto settings = testkit::test_settings();
  settings.portal.companion_app = "Keys";
  settings.pocket.oldest_version = "1.6.100";
  Service service(settings);
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.text(), HasSubstr("On it, Keys, version 1.6.100 or higher"));
}

TEST(M30, M31M32M33HelpWalksThroughLinkingAPhone) {
  Service service;
  Browser browser(service);
  browser.open("/help");
  const std::string& text = browser.text();
  std::size_t last = text.find("Log in by simply pressing one button");
  for (const char* step : {"Open Pocket on your smartphone", "Tap the shield at the top",
                           "Press + to add an account", "Scan the QR code on your screen",
                           "Wait until your screen shows that the link is successful"}) {
    const std::size_t here = text.find(step, last);
    ASSERT_NE(here, std::string::npos) << step;
    last = here;
  }
  // M35, M36: having the app is enough; what else it can do is never needed.
  EXPECT_THAT(text, HasSubstr("For logging in, having it on your phone is enough."));
  EXPECT_THAT(text, HasSubstr("Activate all functionality in Pocket is optional"));
}

TEST(M38, HelpTellsTheTwoRefusalsApart) {
  Service service;
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.text(), HasSubstr("Then press It’s not me. Somebody knows your password"));
  EXPECT_THAT(browser.text(), HasSubstr("Then press Cancel. Only this one stops"));
}

TEST(Help, SaysNothingOfACodeThatThePortalDoesNotTake) {
  auto settings = testkit::test_settings();
  settings.pocket.offline_code = false;
  Service service(settings);
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.text(), Not(HasSubstr("Has your phone no connection?")));
}

TEST(M43, WithoutAVideoNoneIsOffered) {
  Service service;
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.text(), Not(HasSubstr("video")));
  EXPECT_THAT(browser.text(), HasSubstr("Ask your own system manager."));
}

TEST(M26, HelpNamesTheDateBeforeWhichToActivate) {
  auto settings = testkit::test_settings();
  settings.policy.required_from = parse_day("2027-07-28");
  Service service(settings);
  Browser browser(service, "nl");
  browser.open("/help");
  EXPECT_THAT(browser.text(), HasSubstr("Vanaf 28 juli 2027 logt niemand meer zonder"));
  Service without;
  Browser other(without);
  other.open("/help");
  EXPECT_THAT(other.text(), HasSubstr("You can activate it today"));
}

TEST(M61, HelpAndTrustSayThatPasswordsAreNeverSentOrAskedFor) {
  Service service;
  Browser browser(service);
  browser.open("/help");
  EXPECT_THAT(browser.text(), HasSubstr("Example Operator never sends passwords to third parties"));
  // M62, M63, M65: the two conditions, and what to do about somebody who is not known.
  EXPECT_THAT(browser.text(), HasSubstr("has recorded them as a contact person with access"));
  EXPECT_THAT(browser.text(), HasSubstr("email address that is recorded is their present one"));
  EXPECT_THAT(browser.text(), HasSubstr("Is somebody not known as a contact person yet?"));
  browser.click("What we do with passwords, and what never");
  EXPECT_EQ(browser.path(), "/trust");
  EXPECT_THAT(browser.text(), HasSubstr("We never send your password to third parties, and we "
                                        "never ask you for it"));
  Browser dutch(service, "nl");
  dutch.open("/trust");
  EXPECT_EQ(dutch.heading(), "Wachtwoorden en vertrouwen");
  EXPECT_THAT(dutch.text(), HasSubstr("vragen er nooit om"));
}

TEST(M61, TrustTellsWhereToReportAFault) {
  auto settings = testkit::test_settings();
  settings.portal.security_contact = "mailto:security@portal.example";
  Service service(settings);
  Browser browser(service);
  browser.open("/trust");
  EXPECT_THAT(browser.html(), HasSubstr("<a href=\"mailto:security@portal.example\">"
                                        "security@portal.example</a>"));
}

TEST(M19, HelpShowsWhoIsLoggedInAndForWhom) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  testkit::sign_in(browser, email, password);
  browser.open("/help");
  EXPECT_THAT(browser.text(), AllOf(HasSubstr("Ann Bakker"), HasSubstr("Example BV")));
  Browser stranger(service);
  stranger.open("/help");
  EXPECT_THAT(stranger.text(), Not(HasSubstr("Ann Bakker")));
}

}  // namespace
}  // namespace sallyport::help
