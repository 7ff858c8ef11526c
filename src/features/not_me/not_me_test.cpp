// "This was not me", from the letter's link and from the history of sign-ins, as people and thieves
// walk it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* ann = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";
constexpr const char* new_password = "eleven loud geese fly";

app::Settings required_from(const char* day) {
  auto settings = test_settings();
  settings.policy.required_from = parse_day(day);
  return settings;
}

class NotMe : public testing::Test {
 protected:
  explicit NotMe(app::Settings settings = test_settings())
      : service(std::move(settings)),
        organisation(service.add_organisation("Example BV")),
        browser(service) {
    service.add_contact(organisation, ann);
    service.set_password(ann, password);
    service.deliver_letters();
    service.mail.letters.clear();
  }

  /// The newest letter to Ann whose subject is that.
  mail::Letter letter(const std::string& subject) {
    service.deliver_letters();
    const auto& all = service.mail.letters;
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const mail::Letter& one) {
      return one.to.text() == ann && one.subject == subject;
    });
    check(found != all.rend(), "such a letter was sent");
    return *found;
  }
  std::string link_of(const std::string& subject) { return Service::link_in(letter(subject)); }
  mail::Letter told_what_was_done() {
    return letter("Choose a new password: we have logged everybody off");
  }
  void press_not_me(const std::string& link) {
    Browser owner(service);
    owner.open(link);
    owner.press("This was not me");
    EXPECT_EQ(owner.path(), "/not-me/done");
    EXPECT_FALSE(owner.cookies.contains("__Host-sid")) << "the link lets nobody in";
  }
  bool lets_in(const std::string& with) {
    Browser fresh(service);
    sign_in(fresh, ann, with);
    return fresh.path() == "/" || fresh.path() == "/signin/factor/totp";
  }
  /// Somebody who has the password changes it.
  void change_password(Browser& by) {
    by.open("/account-security/password");
    by.submit({{"current_password", password}, {"password", new_password}});
  }
  void choose_password(const std::string& link, const std::string& wanted) {
    Browser owner(service);
    owner.open(link);
    owner.press("Choose a new password");
    owner.submit({{"password", wanted}});
    EXPECT_EQ(owner.path(), "/signin");
  }

  Service service;
  organisation::Organisation organisation;
  Browser browser;
};

TEST_F(NotMe, EndsWhatAThiefDidWithThePasswordAndAsksForANewOne) {
  Browser thief(service);
  sign_in(thief, ann, password);
  change_password(thief);
  thief.open("/");
  ASSERT_EQ(thief.path(), "/");

  const std::string link = link_of("Your password was changed");
  Browser owner(service);
  owner.open(link);
  EXPECT_THAT(owner.text(), HasSubstr("The password was changed."));
  EXPECT_THAT(owner.text(), HasSubstr("15 January 2027"));
  thief.open("/");
  EXPECT_EQ(thief.path(), "/") << "looking changes nothing";

  owner.press("This was not me");
  EXPECT_EQ(owner.path(), "/not-me/done");
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
  EXPECT_FALSE(lets_in(new_password)) << "the thief's password stopped working";
  EXPECT_FALSE(lets_in(password)) << "and the one before does not come back";

  choose_password(Service::link_in(told_what_was_done()), "twelve calm swans rest");
  EXPECT_TRUE(lets_in("twelve calm swans rest"));
  EXPECT_THAT(service.audit(), Contains("objected"));
  EXPECT_THAT(service.audit(), Contains("password_revoked"));
}

TEST_F(NotMe, StillWorksAfterTheThiefChangedThePasswordASecondTime) {
  Browser thief(service);
  sign_in(thief, ann, password);
  change_password(thief);
  const std::string link = link_of("Your password was changed");
  thief.open("/account-security/password");
  thief.submit({{"current_password", new_password}, {"password", "twelve calm swans rest"}});
  press_not_me(link);
  EXPECT_FALSE(lets_in("twelve calm swans rest"));
}

TEST_F(NotMe, WorksOnceAndForSevenDays) {
  Browser thief(service);
  sign_in(thief, ann, password);
  change_password(thief);
  const std::string link = link_of("Your password was changed");
  Browser second_tab(service);
  second_tab.open(link);
  press_not_me(link);
  choose_password(Service::link_in(told_what_was_done()), password);
  second_tab.press("This was not me");
  EXPECT_EQ(second_tab.status(), 404);
  EXPECT_THAT(second_tab.text(), HasSubstr("This link no longer works"));
  EXPECT_TRUE(lets_in(password)) << "a link that was replayed does nothing";

  sign_in(browser, ann, password);
  change_password(browser);
  const std::string late = link_of("Your password was changed");
  service.clock.advance(days{7});
  browser.open(late);
  EXPECT_EQ(browser.status(), 404);
  EXPECT_TRUE(lets_in(new_password));
}

TEST_F(NotMe, EndsAHalfFinishedSignInToo) {
  sign_in(browser, ann, password);
  change_password(browser);
  const Authenticator app = service.enrol_totp(ann);
  Browser half_way(service);
  sign_in(half_way, ann, new_password);
  ASSERT_EQ(half_way.path(), "/signin/factor/totp");
  press_not_me(link_of("Your password was changed"));
  half_way.submit({{"code", app.code_now()}});
  EXPECT_EQ(half_way.path(), "/signin");
}

TEST_F(NotMe, AnswersAnUnknownLinkWithAWayOn) {
  browser.open("/not-me/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(browser.status(), 404);
  browser.click("Choose a new password");
  EXPECT_EQ(browser.path(), "/forgotten");
}

// M23: a first activation before the date needs the password only, so for 7 days its letter takes
// it back.
TEST_F(NotMe, M23TakesAFirstActivationFromBeforeTheDateAway) {
  Browser thief(service);
  sign_in(thief, ann, password);
  static_cast<void>(activate_app(thief, service, password));
  service.clock.advance(days{6});
  press_not_me(link_of("Two-factor authentication: something was added"));
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
  const auto done = told_what_was_done();
  EXPECT_THAT(done.text, HasSubstr("taken away again"));
  choose_password(Service::link_in(done), new_password);
  sign_in(browser, ann, new_password);
  EXPECT_EQ(browser.path(), "/") << "no second factor is asked, for it is gone";
  EXPECT_THAT(service.audit(), Contains("authenticator_removed"));
}

class NotMeOnTheDate : public NotMe {
 protected:
  NotMeOnTheDate() : NotMe(required_from("2027-01-15")) {}
};

// M72: mail alone never takes the last second factor away.
TEST_F(NotMeOnTheDate, M72LeavesTheOnlyFactorThatWasActivatedOnTheDate) {
  const Authenticator app = service.enrol_totp(ann);
  const auto account =
      service.database().read([](db::Read& db) { return account::find(db, *Email::parse(ann)); });
  const Secret token = service.database().write([&](db::Write& db) {
    const std::string part = [&] {
      const auto row = db.find_one("SELECT id FROM authenticator");
      return row->id<AuthenticatorId>("id").text();
    }();
    return objection::make(db, service.deed(),
                           {.told = objection::Told::factor_added,
                            .account = account->id,
                            .item = "App",
                            .factor = "totp",
                            .part = part,
                            .takes_last = false});
  });
  press_not_me("/not-me/" + std::string{token.reveal()});
  const auto done = told_what_was_done();
  EXPECT_THAT(done.text, HasSubstr("stays for now"));
  browser.open(Service::link_in(done));
  browser.press("Choose a new password");
  EXPECT_EQ(browser.path(), "/password/factor/totp");
}

TEST_F(NotMe, TakesASecondAppAwayAndLeavesTheFirst) {
  sign_in(browser, ann, password);
  const Authenticator first = activate_app(browser, service, password);
  service.clock.advance(minutes{6});  // the proofs are no longer fresh
  browser.open("/account-security/two-factor/method");
  confirm_with(browser, service, password, first);
  service.mail.letters.clear();
  browser.open("/account-security/two-factor/code");
  service.clock.advance(minutes{1});
  const Authenticator second = app_given_the_secret(browser, service);
  browser.submit({{"code", second.code_now()}});
  press_not_me(link_of("Two-factor authentication: something was added"));

  service.clock.advance(minutes{1});
  Browser owner(service);
  owner.open(Service::link_in(told_what_was_done()));
  owner.press("Choose a new password");
  owner.submit({{"code", second.code_now()}});
  EXPECT_EQ(owner.status(), 422) << "the app that was added is gone";
  owner.submit({{"code", first.code_now()}});
  EXPECT_EQ(owner.path(), "/password/set");
}

TEST_F(NotMe, TakesNewRecoveryCodesAway) {
  sign_in(browser, ann, password);
  const Authenticator app = activate_app(browser, service, password);
  service.clock.advance(minutes{6});  // the proofs are no longer fresh
  browser.open("/account-security/two-factor/recovery-codes");
  browser.press("Make new codes");
  confirm_with(browser, service, password, app);
  browser.press("Make new codes");
  const std::string code = recovery_codes_on(browser).front();
  press_not_me(link_of("New recovery codes were made"));

  Browser thief(service);
  thief.open(Service::link_in(told_what_was_done()));
  thief.press("Choose a new password");
  EXPECT_EQ(thief.path(), "/password/factor/totp");
  EXPECT_THAT(thief.link_words(), Not(Contains("Choose another way"))) << code;
}

TEST_F(NotMe, EndsAccessThatNobodyWanted) {
  const auto other = service.add_organisation("Other BV");
  service.add_contact(other, ann);
  sign_in(browser, ann, password);
  ASSERT_EQ(browser.path(), "/organisation");
  press_not_me(link_of("You now have access for Other BV"));
  browser.open("/organisation");
  EXPECT_THAT(browser.text(), Not(HasSubstr("Other BV")));
  EXPECT_TRUE(lets_in(password)) << "the account is not concerned";
  EXPECT_THAT(service.audit(), Contains("access_withdrawn"));
  EXPECT_THAT(letter("We have recorded your report").text, HasSubstr("Other BV"));
}

// M63 R-EML-1: the old address is told; objecting is recorded and gives nothing back.
TEST_F(NotMe, M63TellsTheOldAddressThatItWasReplacedAndRecordsAnObjection) {
  Browser old(service);
  sign_in(old, ann, password);
  service.change_email(organisation, ann, "ann@example.org");
  const auto told = letter("Your email address at Example BV was replaced");
  EXPECT_EQ(service.newest_letter_to("ann@example.org").subject,
            "You are invited to Customer Portal");
  old.open("/");
  EXPECT_EQ(old.path(), "/signin");
  press_not_me(Service::link_in(told));
  EXPECT_FALSE(lets_in(password));
  EXPECT_THAT(service.audit(), Contains("objected"));
  EXPECT_THAT(letter("We have recorded your report").text, HasSubstr("Example BV"));
}

TEST_F(NotMe, M63EndsTheOldAddressesAccessForThatOrganisationAloneAtOnce) {
  const auto other = service.add_organisation("Other BV");
  service.add_contact(other, ann);
  sign_in(browser, ann, password);
  browser.press("Example BV");
  ASSERT_THAT(browser.text(), HasSubstr("You are here for"));
  service.change_email(organisation, ann, "ann@example.org");
  browser.open("/");
  EXPECT_THAT(browser.text(), Not(HasSubstr("Example BV"))) << "what was open there is closed";
  EXPECT_THAT(browser.text(), HasSubstr("Other BV"));
}

class SignInHistory : public NotMe {};

TEST_F(SignInHistory, ShowsSignInsAndRefusedOnesWithWhatWasProved) {
  const Authenticator app = service.enrol_totp(ann);
  Browser stranger(service);
  stranger.sender = "198.51.100.7";
  stranger.headers["user-agent"] =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0";
  sign_in(stranger, ann, "not her password");
  sign_in(stranger, ann, password);
  stranger.submit({{"code", app.wrong_code()}});
  sign_in(browser, ann, password, app);
  browser.open("/account-security");
  browser.click("Sign-in history");
  EXPECT_THAT(browser.text(), HasSubstr("a second factor: verification code."));
  EXPECT_THAT(browser.text(), HasSubstr("Refused: the password was wrong"));
  EXPECT_THAT(browser.text(), HasSubstr("Refused: the password was right, the second factor was "
                                        "wrong: verification code."));
  EXPECT_THAT(browser.text(), HasSubstr("Firefox on Windows, 198.51.100.7"));
}

TEST_F(SignInHistory, AsksForAFreshProofAndThenPutsRight) {
  Browser thief(service);
  sign_in(thief, ann, password);
  sign_in(browser, ann, password);
  service.clock.advance(minutes{6});
  browser.open("/account-security/sign-ins");
  browser.click("This was not me");
  EXPECT_EQ(browser.path(), "/confirm");
  browser.press("Verify", {{"password", password}});
  EXPECT_THAT(browser.text(), HasSubstr("Somebody logged in or tried to"));
  thief.open("/");
  EXPECT_EQ(thief.path(), "/") << "asking changes nothing";
  browser.press("This was not me");
  EXPECT_EQ(browser.path(), "/not-me/done");
  thief.open("/");
  EXPECT_EQ(thief.path(), "/signin");
  browser.open("/");
  EXPECT_EQ(browser.path(), "/signin");
  choose_password(Service::link_in(told_what_was_done()), new_password);
  EXPECT_TRUE(lets_in(new_password));
}

TEST_F(SignInHistory, ShowsTwentyOnAPage) {
  for (int times = 0; times < 21; ++times) {
    Browser fresh(service);
    sign_in(fresh, ann, password);
    service.clock.advance(seconds{1});
    browser.cookies = fresh.cookies;
  }
  browser.open("/account-security/sign-ins");
  EXPECT_THAT(browser.link_words(), Not(Contains("Newer")));
  browser.click("Older");
  EXPECT_THAT(browser.link_words(), Not(Contains("Older")));
  browser.click("Newer");
  for (const char* odd : {"0", "-1", "x", "999999", ""}) {
    browser.open(std::string{"/account-security/sign-ins?page="} + odd);
    EXPECT_EQ(browser.status(), 200) << odd;
  }
}

TEST_F(SignInHistory, ShowsNobodyElsesAndPutsNobodyElsesRight) {
  Browser bobs(service);
  service.add_contact(organisation, "bob@example.com");
  service.set_password("bob@example.com", password);
  sign_in(bobs, "bob@example.com", password);
  const std::string id = service.database().read([](db::Read& db) {
    return db.find_one("SELECT id FROM history")->id<HistoryId>("id").text();
  });
  sign_in(browser, ann, password);
  browser.open("/account-security/sign-ins/" + id);
  if (browser.path() == "/confirm") browser.press("Verify", {{"password", password}});
  EXPECT_EQ(browser.status(), 404);
  browser.open("/account-security/sign-ins/nonsense");
  EXPECT_EQ(browser.status(), 404);
}

TEST_F(SignInHistory, WritesTheSameForAnAddressThatNobodyHas) {
  const auto rows = [&](std::string_view where) {
    return service.database().read([&](db::Read& db) {
      return db.find_one("SELECT COUNT(*) AS n FROM history WHERE " + std::string{where})
          ->integer("n");
    });
  };
  sign_in(browser, ann, "not her password");
  sign_in(browser, "nobody@example.com", "not a password");
  EXPECT_EQ(rows("account_id IS NOT NULL"), 1);
  EXPECT_EQ(rows("account_id IS NULL"), 1) << "and the next sweep forgets it";
  for (const jobs::Job& job : service.service().jobs()) {
    if (job.name == "sweep_history") job.run(service.clock.now());
  }
  EXPECT_EQ(rows("account_id IS NULL"), 0);
  EXPECT_EQ(rows("account_id IS NOT NULL"), 1);
}

}  // namespace
}  // namespace sallyport::testkit
