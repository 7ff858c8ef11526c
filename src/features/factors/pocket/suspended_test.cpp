// A phone whose counter stepped back: what its owner can still do, and what nobody can.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PocketSuspended : public testing::Test {
 protected:
  PocketSuspended() {
    ann.link();
    Browser known = ann.known_browser();
    ann.sign_in_wholly(known);
    Browser again = ann.known_browser();
    const Waiting waiting = ann.sign_in_from(again);
    ann.phone.counter = 0;
    check(ann.phone.approve(waiting).error() == "counter_replayed", "the phone is suspended");
    ann.let_expire();
  }
  /// From the list of methods to the phone's page.
  void open_its_page(Browser& browser) {
    browser.open("/account-security/two-factor");
    browser.click("Change Pixel 8");
  }
  PersonWithPhone ann;
};

TEST_F(PocketSuspended, ThePasswordAloneStillDoesNotDo) {
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(browser.path(), "/signin/factor/pocket");
  EXPECT_FALSE(browser.cookies.contains("__Host-sid"));
  EXPECT_THAT(browser.text(), HasSubstr("Pixel 8 is suspended and cannot confirm."));
  EXPECT_THAT(browser.text(), Not(HasSubstr("Waiting for your phone")));
}

TEST_F(PocketSuspended, ItsCodesDoNotDoEither) {
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  browser.open("/signin/factor/pocket_code");
  EXPECT_NE(browser.path(), "/signin/factor/pocket_code") << "it is not offered";
}

TEST_F(PocketSuspended, ARecoveryCodeLeadsToLettingItGoOn) {
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  browser.click("Choose another way");
  browser.click("Use a recovery code");
  browser.submit({{"code", ann.recovery_codes.front()}});
  ASSERT_EQ(browser.path(), "/");
  browser.open("/account-security/two-factor");
  EXPECT_THAT(browser.text(), HasSubstr("This phone is suspended. See why."));
  open_its_page(browser);
  EXPECT_THAT(browser.text(), HasSubstr("there may be a copy of it"));
  browser.press("Let it confirm again");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  browser.click("Choose another way");
  browser.click("Use a recovery code");
  browser.submit({{"code", ann.recovery_codes.at(1)}});
  open_its_page(browser);
  browser.press("Let it confirm again");
  EXPECT_THAT(browser.text(), Not(HasSubstr("This phone is suspended")));
  EXPECT_EQ(ann.count("device_resumed"), 1);
  ann.phone.counter = 100;
  Browser next = ann.known_browser();
  ann.sign_in_wholly(next);
  EXPECT_EQ(next.path(), "/");
}

TEST(PocketSuspendedOf, SomebodyIsToldToTheAdministratorsToo) {
  PersonWithPhone ann;
  ann.link();
  Browser known = ann.known_browser();
  ann.sign_in_wholly(known);
  const auto organisation = ann.service.add_organisation("Second BV");
  ann.service.add_contact(organisation, "boss@example.com", "Bo", "Baas", {"administrator"});
  ann.service.add_contact(organisation, PersonWithPhone::email);
  Browser next = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(next);
  ann.phone.counter = 0;
  ASSERT_EQ(ann.phone.approve(waiting).error(), "counter_replayed");
  EXPECT_EQ(ann.letters_about("a phone was suspended").size(), 1U) << "the owner";
  const auto told = ann.letters_about("A phone in your organisation was suspended");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().to.text(), "boss@example.com");
  EXPECT_THAT(told.front().text, AllOf(HasSubstr("Pixel 8"), HasSubstr(PersonWithPhone::email)));
}

TEST(PocketSuspendedBesideAnother, DoesNotCountAsAWayThatIsLeft) {
  PersonWithPhone ann;
  ann.link();
  Phone tablet = ann.link_another("iPad");
  ann.service.database().write([](db::Write& db) {
    db.change("UPDATE device SET state = 'suspended' WHERE name = 'Pixel 8'");
  });
  EXPECT_EQ(tablet.post("/pocket/api/v1/devices/self/unlink").error(), "last_method");
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Change iPad");
  EXPECT_THAT(ann.browser.text(), HasSubstr("This is your only way to confirm that it is you"));
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Change Pixel 8");
  ann.browser.press("Unlink");
  EXPECT_THAT(ann.browser.text(), Not(HasSubstr("Pixel 8"))) << "the other one is left";
  EXPECT_EQ(tablet.post("/pocket/api/v1/devices/self/unlink").status, 204)
      << "before the date the last one may go";
}

TEST(PocketSuspendedBesideAnother, LeavesTheOtherPhoneToConfirm) {
  PersonWithPhone ann;
  ann.link();
  Phone tablet = ann.link_another("iPad");
  Browser before = ann.known_browser();
  ann.sign_in_wholly(before);
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ann.phone.counter = 0;
  ASSERT_EQ(ann.phone.approve(waiting).error(), "counter_replayed");
  known.open("/signin/factor/pocket");
  EXPECT_THAT(known.text(), AllOf(HasSubstr("iPad"), Not(HasSubstr("Pixel 8"))));
  ASSERT_EQ(tablet.approve(*tablet.waiting()).status, 200);
  known.open("/signin/factor/pocket");
  known.press("Continue");
  EXPECT_EQ(known.path(), "/");
}

}  // namespace
}  // namespace sallyport::testkit
