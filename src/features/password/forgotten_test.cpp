// M72: forgotten password, from the sign-in page to the new password, as people and thieves walk
// it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/link/link.hpp"
#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;

constexpr const char* ann = "ann@example.com";
constexpr const char* old_password = "seven quiet herons wade";
constexpr const char* new_password = "eleven loud geese fly";

class M72 : public testing::Test {
 protected:
  M72() : organisation(service.add_organisation("Example BV")), browser(service) {
    service.add_contact(organisation, ann);
    service.set_password(ann, old_password);
    service.deliver_letters();
    service.mail.letters.clear();
  }

  void ask(Browser& by, const std::string& email) {
    by.open("/forgotten");
    by.submit({{"email", email}});
  }
  /// The path of the link that was sent.
  std::string asked_link() {
    ask(browser, ann);
    return Service::link_in(service.newest_letter_to(ann));
  }
  std::size_t letters_after(const std::string& email) {
    service.mail.letters.clear();
    ask(browser, email);
    service.deliver_letters();
    return service.mail.letters.size();
  }
  static void open_link(Browser& by, const std::string& link) {
    by.open(link);
    by.press("Choose a new password");
  }
  bool lets_in(const std::string& password) {
    Browser fresh(service);
    sign_in(fresh, ann, password);
    return fresh.path() == "/";
  }

  Service service;
  organisation::Organisation organisation;
  Browser browser;
};

TEST_F(M72, LeadsFromTheSignInPageToANewPasswordByEmail) {
  browser.open("/");
  browser.click("Forgotten your password?");
  browser.submit({{"email", ann}});
  EXPECT_EQ(browser.path(), "/forgotten/sent");
  const auto letter = service.newest_letter_to(ann);
  EXPECT_EQ(letter.subject, "Choose a new password for Customer Portal");
  EXPECT_THAT(letter.text, HasSubstr("https://portal.example/reset/"));

  open_link(browser, Service::link_in(letter));
  EXPECT_EQ(browser.path(), "/password/set") << "the secret is out of the address";
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.path(), "/signin") << "a new password does not sign in";
  EXPECT_FALSE(browser.cookies.contains("__Host-sid"));
  EXPECT_EQ(service.newest_letter_to(ann).subject, "Your password was changed");
  EXPECT_FALSE(lets_in(old_password));
  EXPECT_TRUE(lets_in(new_password));
}

TEST_F(M72, AnswersTheSameForEverybodyAndWritesTheSame) {
  service.add_contact(organisation, "invited@example.com");
  service.add_contact_without_access(organisation, "without@example.com");
  const auto rows = [&](const char* table) {
    return service.database().read([&](db::Read& db) {
      return db.find_one("SELECT COUNT(*) AS n FROM " + std::string{table})->integer("n");
    });
  };
  std::set<std::string> answers;
  for (const std::string email :
       {ann, "unknown@example.com", "invited@example.com", "without@example.com"}) {
    Browser fresh(service);
    fresh.open("/forgotten");
    const std::string token = fresh.forms().back().fields.at("form_token");
    const auto links = rows("link");
    const auto letters = rows("letter");
    const auto requests = rows("link_request");
    const auto events = rows("audit_event");
    fresh.follows = false;
    fresh.send(http::Method::post, "/forgotten",
               urlencoded({{"email", email}, {"form_token", token}}));
    std::string answer = std::to_string(fresh.status()) + fresh.response().body;
    for (const auto& [name, value] : fresh.response().headers) answer += name + value;
    answers.insert(answer);
    EXPECT_EQ(rows("link"), links) << "nobody is looked up while the visitor waits";
    EXPECT_EQ(rows("letter"), letters);
    EXPECT_EQ(rows("link_request"), requests + 1);
    EXPECT_EQ(rows("audit_event"), events + 1);
  }
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_THAT(*answers.begin(), HasSubstr("/forgotten/sent"));
}

TEST_F(M72, WritesToNobodyWhoMayNotComeIn) {
  service.add_contact_without_access(organisation, "without@example.com");
  EXPECT_EQ(letters_after("unknown@example.com"), 0U);
  EXPECT_EQ(letters_after("without@example.com"), 0U);
  EXPECT_EQ(letters_after("ANN@example.com"), 1U) << "capitals make no difference";
}

TEST_F(M72, SendsSomebodyWithoutAPasswordTheInvitationAgain) {
  service.add_contact(organisation, "bob@example.com");
  service.deliver_letters();
  EXPECT_EQ(letters_after("bob@example.com"), 1U);
  const auto letter = service.newest_letter_to("bob@example.com");
  EXPECT_EQ(letter.subject, "You are invited to Customer Portal");
  browser.open(Service::link_in(letter));
  browser.press("Set your password");
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.path(), "/signin");
}

TEST_F(M72, AsksForTheWholeAddressBeforeAnythingIsSent) {
  ask(browser, "ann");
  EXPECT_EQ(browser.status(), 422);
  EXPECT_THAT(browser.text(), HasSubstr("That is not a whole email address."));
  EXPECT_EQ(browser.attribute("email", "value"), "ann");
}

TEST_F(M72, SendsThreeAnHourAndTenADayAndSaysNothingOfIt) {
  std::size_t sent = 0;
  for (int hour = 0; hour < 24; ++hour) {
    for (int time = 0; time < 4; ++time) {
      sent += letters_after(ann);
      EXPECT_EQ(browser.path(), "/forgotten/sent");
    }
    if (hour == 0) {
      EXPECT_EQ(sent, 3U);
    }
    service.clock.advance(hours{1});
  }
  EXPECT_EQ(sent, 10U);
}

TEST_F(M72, TakesTenRequestsAnHourFromOneAddress) {
  for (int person = 0; person < 12; ++person) {
    service.add_contact(organisation, std::to_string(person) + "@example.com");
  }
  service.deliver_letters();
  std::size_t sent = 0;
  for (int person = 0; person < 12; ++person) {
    sent += letters_after(std::to_string(person) + "@example.com");
    EXPECT_EQ(browser.path(), "/forgotten/sent") << "the same page";
  }
  EXPECT_EQ(sent, 10U);
  browser.sender = "198.51.100.1";
  EXPECT_EQ(letters_after("11@example.com"), 1U) << "another address is not concerned";
}

TEST_F(M72, AsksForTheSecondFactorBeforeANewPasswordIsAccepted) {
  const Authenticator app = service.enrol_totp(ann);
  open_link(browser, asked_link());
  EXPECT_EQ(browser.path(), "/password/factor/totp");
  Browser forger(service);
  forger.cookies = browser.cookies;
  forger.open("/password/set");
  EXPECT_EQ(forger.path(), "/password/factor/totp") << "there is no way around";

  // A form that was prepared by hand meets the same answer.
  const std::string token = browser.forms().back().fields.at("form_token");
  browser.follows = false;
  browser.send(http::Method::post, "/password/set",
               urlencoded({{"password", new_password}, {"form_token", token}}));
  EXPECT_EQ(browser.header("Location"), "/password/factor");
  browser.follows = true;

  browser.open("/password/factor");
  browser.submit({{"code", app.wrong_code()}});
  EXPECT_EQ(browser.status(), 422);
  browser.submit({{"code", app.code_now()}});
  EXPECT_EQ(browser.path(), "/password/set");
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.path(), "/signin");

  Browser fresh(service);
  sign_in(fresh, ann, new_password);
  EXPECT_EQ(fresh.path(), "/signin/factor/totp") << "and it is asked for at sign-in as before";
}

TEST_F(M72, TakesARecoveryCodeInPlaceOfTheLostApp) {
  service.clock.advance(minutes{1});
  sign_in(browser, ann, old_password);
  static_cast<void>(activate_app(browser, service, old_password));
  const std::string code = recovery_codes_on(browser).front();
  Browser elsewhere(service);
  ask(elsewhere, ann);
  open_link(elsewhere, Service::link_in(service.newest_letter_to(ann)));
  elsewhere.click("Choose another way");
  elsewhere.click("Use a recovery code");
  elsewhere.submit({{"code", code}});
  EXPECT_EQ(elsewhere.path(), "/password/set");
  elsewhere.submit({{"password", new_password}});
  EXPECT_EQ(elsewhere.path(), "/signin");
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin") << "the session of before has ended";
}

TEST_F(M72, EndsTheLinkAfterFiveWrongCodes) {
  const Authenticator app = service.enrol_totp(ann);
  const std::string link = asked_link();
  open_link(browser, link);
  for (int wrong = 0; wrong < 5; ++wrong) browser.submit({{"code", app.wrong_code()}});
  EXPECT_EQ(browser.status(), 404);
  EXPECT_THAT(browser.text(), HasSubstr("This link no longer works"));
  browser.open(link);
  EXPECT_EQ(browser.status(), 404);
}

TEST_F(M72, EndsEverySessionAndEveryHalfFinishedSignIn) {
  Browser signed_in(service);
  sign_in(signed_in, ann, old_password);
  ASSERT_EQ(signed_in.path(), "/");
  const Authenticator app = service.enrol_totp(ann);
  Browser half_way(service);
  sign_in(half_way, ann, old_password);
  ASSERT_EQ(half_way.path(), "/signin/factor/totp");

  open_link(browser, asked_link());
  browser.submit({{"code", app.code_now()}});
  browser.submit({{"password", new_password}});
  signed_in.open("/");
  EXPECT_EQ(signed_in.path(), "/signin");
  service.clock.advance(std::chrono::seconds{30});
  half_way.submit({{"code", app.code_now()}});
  EXPECT_EQ(half_way.path(), "/signin");
  EXPECT_FALSE(half_way.cookies.contains("__Host-sid"));
}

TEST_F(M72, LetsAReplayedLinkDoNothing) {
  const std::string link = asked_link();
  open_link(browser, link);
  browser.submit({{"password", new_password}});
  Browser thief(service);
  thief.open(link);
  EXPECT_EQ(thief.status(), 404);
  thief.cookies = browser.cookies;
  thief.open("/password/set");
  EXPECT_EQ(thief.status(), 404);
  EXPECT_TRUE(lets_in(new_password));
}

TEST_F(M72, LetsALinkWorkForHalfAnHourAndItsPageForTenMinutes) {
  const std::string link = asked_link();
  service.clock.advance(minutes{15});
  open_link(browser, link);
  EXPECT_EQ(browser.path(), "/password/set");
  service.clock.advance(minutes{10});
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.status(), 404);
  EXPECT_THAT(browser.text(), HasSubstr("No new password was saved"));
  open_link(browser, link);
  EXPECT_EQ(browser.path(), "/password/set") << "the link itself still works";
  service.clock.advance(minutes{5});
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.status(), 404);
  EXPECT_TRUE(lets_in(old_password));
}

TEST_F(M72, SaysUntilWhenAndSendsANewLinkWithOnePressWhenThatIsOver) {
  open_link(browser, asked_link());
  const auto& zone = service.settings().policy.time_zone;
  const std::string end = text::clock(service.clock.now() + minutes{10}, zone);
  EXPECT_THAT(browser.text(), HasSubstr("until " + end));
  service.clock.advance(minutes{11});
  browser.submit({{"password", new_password}});
  EXPECT_THAT(browser.text(), HasSubstr("The time is over"));
  service.mail.letters.clear();
  browser.press("Send a new link");
  EXPECT_EQ(browser.path(), "/forgotten/sent") << "nobody types the address again";
  open_link(browser, Service::link_in(service.newest_letter_to(ann)));
  EXPECT_EQ(browser.path(), "/password/set");
}

TEST_F(M72, TellsWhoPressedTwiceThatTheLinkWasUsed) {
  open_link(browser, asked_link());
  Browser twice{service};
  twice.cookies = browser.cookies;
  twice.open("/password/set");
  browser.submit({{"password", new_password}});
  service.clock.advance(minutes{11});
  twice.submit({{"password", new_password}});
  EXPECT_THAT(twice.text(), HasSubstr("It has been used already"));
}

TEST_F(M72, LetsOnlyTheNewestLinkWork) {
  const std::string first = asked_link();
  const std::string second = asked_link();
  ASSERT_NE(first, second);
  browser.open(first);
  EXPECT_EQ(browser.status(), 404);
  open_link(browser, second);
  EXPECT_EQ(browser.path(), "/password/set");
}

TEST_F(M72, KeepsWhatOneBrowserProvedFromAnotherThatOpensTheSameLink) {
  const Authenticator app = service.enrol_totp(ann);
  const std::string link = asked_link();
  open_link(browser, link);
  browser.submit({{"code", app.code_now()}});
  ASSERT_EQ(browser.path(), "/password/set");

  Browser thief(service);
  open_link(thief, link);
  EXPECT_EQ(thief.path(), "/password/factor/totp") << "who opens it again proves it again";
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.status(), 404) << "and the first browser's state is over";
  open_link(browser, link);
  EXPECT_EQ(browser.path(), "/password/factor/totp");
}

TEST_F(M72, LetsASecondTabSendItsFormOnceOnly) {
  const std::string link = asked_link();
  open_link(browser, link);
  Browser second_tab = browser;
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.path(), "/signin");
  second_tab.submit({{"password", "another fine password"}});
  EXPECT_EQ(second_tab.status(), 404);
  EXPECT_TRUE(lets_in(new_password));
}

TEST_F(M72, LetsMailScannersLookWithoutUsingTheLinkUp) {
  const std::string link = asked_link();
  for (int look = 0; look < 3; ++look) {
    Browser scanner(service);
    scanner.open(link);
    EXPECT_EQ(scanner.status(), 200);
  }
  open_link(browser, link);
  EXPECT_EQ(browser.path(), "/password/set");
}

TEST_F(M72, MakesALinkWorthlessWhenAccessIsWithdrawn) {
  const std::string link = asked_link();
  open_link(browser, link);
  service.withdraw_access(organisation, ann);
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.status(), 404);
}

TEST_F(M72, TakesTheHostOfTheLinkFromTheSettingsOnly) {
  browser.headers["x-forwarded-host"] = "evil.example";
  browser.headers["forwarded"] = "host=evil.example";
  ask(browser, ann);
  const auto letter = service.newest_letter_to(ann);
  EXPECT_THAT(letter.text + letter.html, Not(HasSubstr("evil.example")));
  EXPECT_THAT(letter.text, HasSubstr("https://portal.example/reset/"));
}

TEST_F(M72, OffersANewLinkInPlaceOfAnOldOneWithOnePress) {
  const std::string link = asked_link();
  service.clock.advance(minutes{31});
  browser.open(link);
  EXPECT_EQ(browser.status(), 404);
  service.mail.letters.clear();
  browser.press("Send a new link");
  EXPECT_EQ(browser.path(), "/forgotten/sent");
  const std::string newer = Service::link_in(service.newest_letter_to(ann));
  EXPECT_NE(newer, link);
  open_link(browser, newer);
  EXPECT_EQ(browser.path(), "/password/set");

  // The page of the opened link offers it as well, once its ten minutes are over.
  service.clock.advance(minutes{11});
  browser.submit({{"password", new_password}});
  service.mail.letters.clear();
  browser.press("Send a new link");
  EXPECT_EQ(browser.path(), "/forgotten/sent");
  EXPECT_NE(Service::link_in(service.newest_letter_to(ann)), newer);
}

TEST_F(M72, AnswersALinkThatNeverWasAsItAnswersAnOldOne) {
  browser.open("/reset/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(browser.status(), 404);
  service.mail.letters.clear();
  browser.press("Send a new link");
  EXPECT_EQ(browser.path(), "/forgotten/sent");
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
}

TEST(M70, OffersANewInvitationInPlaceOfAnExpiredOne) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "bob@example.com");
  const std::string link = Service::link_in(service.newest_letter_to("bob@example.com"));
  service.clock.advance(hours{73});
  Browser browser(service);
  browser.open(link);
  EXPECT_EQ(browser.status(), 404);
  browser.press("Send a new link");
  EXPECT_EQ(browser.path(), "/forgotten/sent");
  const std::string newer = Service::link_in(service.newest_letter_to("bob@example.com"));
  browser.open(newer);
  browser.press("Set your password");
  browser.submit({{"password", new_password}});
  EXPECT_EQ(browser.path(), "/signin");
}

// M72 M10: without a factor, on the date, the mailed link and a new password lead to the ordinary
// sign-in, where activation asks for the code mailed to the recorded address.
TEST(M10, LeadsThroughActivationAfterAForgottenPasswordToo) {
  auto settings = test_settings();
  settings.policy.required_from = parse_day("2027-01-15");
  Service service(settings);
  service.add_person(ann, old_password);
  Browser browser(service);
  browser.open("/forgotten");
  browser.submit({{"email", ann}});
  browser.open(Service::link_in(service.newest_letter_to(ann)));
  browser.press("Choose a new password");
  browser.submit({{"password", new_password}});
  browser.submit({{"email", ann}, {"password", new_password}});
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
}

}  // namespace
}  // namespace sallyport::testkit
