// A new phone takes the old one's place, with the old one in hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* self = "/pocket/api/v1/devices/self";

struct Moving : testing::Test {
  Moving() { ann.link(); }
  Told show() { return ann.phone.post(std::string{self} + "/move"); }
  PersonWithPhone ann;
};
using M79 = Moving;

TEST_F(M79, TheOldPhoneShowsACodeAndTheNewOneTakesItsPlace) {
  const Told shown = show();
  EXPECT_EQ(shown.status, 201);
  EXPECT_THAT(shown.at("url"), StartsWith("https://portal.example/pocket/#link="));
  Phone fresh(ann.service, "iPhone");
  const Told found = fresh.look_up(shown.at("code"));
  EXPECT_EQ(found.at("from"), "Pixel 8");
  EXPECT_EQ(found.at("check"), shown.at("check"));
  const Told told = fresh.complete(shown.at("code"), found.at("nonce"));
  EXPECT_EQ(told.status, 201);
  EXPECT_EQ(told.at("state"), "active") << "no page has to finish it";
  const Told old = ann.phone.get(self);
  EXPECT_EQ(old.status, 401);
  EXPECT_EQ(old.error(), "device_unknown");
  EXPECT_EQ(old.at("moved_to"), "iPhone");
  const auto letters = ann.letters_about("another phone");
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_THAT(letters.front().text, AllOf(HasSubstr("Pixel 8"), HasSubstr("iPhone")));
  EXPECT_EQ(ann.count("device_moved"), 1);
  Browser known = ann.known_browser();
  sign_in(known, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_THAT(known.text(), HasSubstr("iPhone"));
  ASSERT_EQ(fresh.approve(*fresh.waiting()).status, 200);
  known.press("I have confirmed, continue");
  EXPECT_EQ(known.path(), "/");
}

TEST_F(M79, ThisWasNotMeStopsThePasswordOfWhoMovedIt) {
  Phone thief(ann.service, "Other phone");
  ASSERT_EQ(thief.link(show().at("code")).status, 201);
  Browser reader(ann.service);
  reader.open(Service::link_in(ann.letters_about("another phone").front()));
  reader.press("This was not me");
  sign_in(reader, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(reader.path(), "/signin/password");
  ann.browser.open("/account-security");
  EXPECT_EQ(ann.browser.path(), "/signin");
  EXPECT_EQ(thief.get(self).error(), "device_unknown");

  // M72: a letter alone does not stand above the factor.
  ann.service.deliver_letters();
  reader.open(Service::link_in(ann.letters_about("Choose a new password").front()));
  reader.press("Choose a new password");
  EXPECT_EQ(reader.path(), "/password/factor/recovery_code");
  reader.submit({{"code", ann.recovery_codes.at(0)}});
  reader.submit({{"password", "seven quiet herons wade"}});
  sign_in(reader, PersonWithPhone::email, "seven quiet herons wade");
  ASSERT_EQ(reader.path(), "/signin/factor/recovery_code");
  reader.submit({{"code", ann.recovery_codes.at(1)}});
  ASSERT_EQ(reader.path(), "/");

  Phone fresh(ann.service, "iPhone");
  reader.open("/account-security/two-factor/pocket");
  reader.press("Verify", {{"password", "seven quiet herons wade"}});
  reader.submit({{"code", ann.recovery_codes.at(2)}});
  ASSERT_EQ(fresh.link(code_on(reader)).status, 201);
  reader.open("/account-security/two-factor/pocket");
  reader.press("Yes, that is my phone");
  EXPECT_EQ(fresh.get(self).at("state"), "active");
  const auto demanded = ann.service.database().read([](db::Read& db) {
    return db.find_one("SELECT factor_demanded_at FROM account")->maybe_time("factor_demanded_at");
  });
  EXPECT_FALSE(demanded) << "there is one again";
}

TEST_F(M79, ThisWasNotMeWithoutRecoveryCodesSilencesTheNewPhone) {
  ann.service.database().write([](db::Write& db) { db.change("DELETE FROM recovery_code"); });
  Phone thief(ann.service, "Other phone");
  ASSERT_EQ(thief.link(show().at("code")).status, 201);
  Browser reader(ann.service);
  reader.open(Service::link_in(ann.letters_about("another phone").front()));
  reader.press("This was not me");
  EXPECT_EQ(thief.get(self).error(), "device_suspended");
  ann.service.deliver_letters();
  const auto told = ann.letters_about("Choose a new password").front();
  EXPECT_THAT(told.text, HasSubstr("can no longer confirm anything"));
  reader.open(Service::link_in(told));
  reader.press("Choose a new password");
  EXPECT_EQ(reader.path(), "/password/factor/pocket") << "mail alone opens nothing";
}

TEST_F(M79, TheCodeOfAMoveIsUsedOnceAndExpires) {
  const Told first = show();
  Phone fresh(ann.service, "iPhone");
  ann.service.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(fresh.link(first.at("code")).error(), "code_expired");
  const Told second = show();
  ASSERT_EQ(fresh.link(second.at("code")).status, 201);
  Phone third(ann.service, "Third");
  EXPECT_EQ(third.link(second.at("code")).error(), "code_used");
}

TEST_F(M79, AMoveCanBeCalledOff) {
  const Told shown = show();
  EXPECT_EQ(ann.phone.post(std::string{self} + "/move/cancel").status, 204);
  EXPECT_EQ(ann.phone.post(std::string{self} + "/move/cancel").status, 204) << "a second time too";
  Phone fresh(ann.service, "iPhone");
  EXPECT_EQ(fresh.link(shown.at("code")).error(), "code_expired");
  EXPECT_EQ(ann.phone.get(self).status, 200);
}

TEST_F(M79, APhoneThatIsNoLongerLinkedHandsNothingOn) {
  const Told shown = show();
  Phone fresh(ann.service, "iPhone");
  const std::string nonce = fresh.look_up(shown.at("code")).at("nonce");
  ASSERT_EQ(ann.phone.post(std::string{self} + "/unlink").status, 204);
  const Told told = fresh.complete(shown.at("code"), nonce);
  EXPECT_EQ(told.status, 410);
  EXPECT_EQ(told.error(), "code_expired");
  EXPECT_NE(fresh.get(self).status, 200);
}

TEST_F(M79, AFullAccountMovesToo) {
  for (int i = 2; i <= 5; ++i) static_cast<void>(ann.link_another("Phone " + std::to_string(i)));
  Phone fresh(ann.service, "Pixel 8");
  const Told told = fresh.link(show().at("code"));
  EXPECT_EQ(told.status, 201);
  EXPECT_EQ(fresh.get(self).at("name"), "Pixel 8") << "it takes the name too";
}

TEST_F(M79, ARecoveryCodeLeadsToANewPhoneWithoutTheOldOne) {
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  browser.click("Choose another way");
  browser.click("Use a recovery code");
  browser.submit({{"code", ann.recovery_codes.front()}});
  ASSERT_EQ(browser.path(), "/");
  browser.open("/account-security/two-factor/pocket");
  browser.press("Verify", {{"password", PersonWithPhone::password}});
  browser.click("Choose another way");
  browser.click("Use a recovery code");
  browser.submit({{"code", ann.recovery_codes.at(1)}});
  Phone fresh(ann.service, "iPhone");
  ASSERT_EQ(fresh.link(code_on(browser)).status, 201);
  browser.open("/account-security/two-factor/pocket");
  browser.press("Yes, that is my phone");
  EXPECT_EQ(fresh.get(self).at("state"), "active");
}

}  // namespace
}  // namespace sallyport::testkit
