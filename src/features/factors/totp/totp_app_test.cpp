#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/factors/totp/totp_fixture.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;

TEST(App, IsRenamed) {
  AnnWithApp ann;
  ann.browser.open(ann.app_page());
  ann.browser.submit({{"name", "Pixel 8"}});
  EXPECT_EQ(ann.browser.path(), "/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), HasSubstr("Pixel 8"));
}

TEST(App, TheLastOneRemovedBeforeTheDateTurnsTwoFactorAuthenticationOffWithItsRecoveryCodes) {
  AnnWithApp ann;
  ann.service.clock.advance(one_step);
  Browser other(ann.service);
  sign_in(other, email, password, ann.app);
  ann.browser.open(ann.app_page());
  EXPECT_THAT(ann.browser.text(), HasSubstr("This is the only one you have."));
  ann.browser.press("Remove");
  EXPECT_FALSE(ann.is_on());
  other.open("/account-security");
  EXPECT_EQ(other.path(), "/signin");
  const auto codes = ann.service.database().read([](db::Read& db) {
    return db.find_one("SELECT COUNT(*) AS codes FROM recovery_code")->integer("codes");
  });
  EXPECT_EQ(codes, 0);
  EXPECT_EQ(ann.service.newest_letter_to(email).subject,
            "Two-factor authentication: something was removed");
}

TEST(App, IsRemovedOnlyAfterPasswordAndCode) {
  AnnWithApp ann;
  ann.service.clock.advance(std::chrono::minutes{6});
  const std::string page = ann.app_page();
  ann.browser.open(page);
  ann.browser.press("Remove");
  EXPECT_EQ(ann.browser.path(), "/confirm");
  EXPECT_TRUE(ann.is_on());
  ann.browser.open(page);
  ann.browser.press("Remove");
  confirm_with(ann.browser, ann.service, password, ann.app);
  EXPECT_EQ(ann.browser.path(), page);
  ann.browser.press("Remove");
  EXPECT_FALSE(ann.is_on());
}

TEST(App, TheLastOneStaysOnceTheDateHasCome) {
  auto settings = test_settings();
  settings.policy.required_from = std::chrono::year{2027} / 1 / 16;
  AnnWithApp ann{settings};
  ann.service.clock.advance(std::chrono::days{1});
  sign_in(ann.browser, email, password, ann.app);
  const std::string page = ann.app_page();
  ann.browser.open(page);
  EXPECT_THAT(ann.browser.text(), HasSubstr("Add another first"));
  const std::string token = ann.browser.forms().back().fields.at("form_token");
  ann.browser.open("/account-security/two-factor/method");
  confirm_with(ann.browser, ann.service, password, ann.app);
  ann.browser.send(
      http::Method::post, "/account-security/two-factor/remove",
      urlencoded({{"form_token", token}, {"authenticator", page.substr(page.rfind('/') + 1)}}));
  EXPECT_EQ(ann.browser.status(), 303);
  EXPECT_TRUE(ann.is_on());
}

TEST(App, AnotherPersonsLooksAbsent) {
  AnnWithApp ann;
  const std::string page = ann.app_page();
  const std::string id = page.substr(page.rfind('/') + 1);
  ann.service.add_person("bob@example.com", password);
  Browser bob(ann.service);
  sign_in(bob, "bob@example.com", password);
  bob.open("/account-security/two-factor/method");
  bob.press("Verify", {{"password", password}});
  bob.open(page);
  EXPECT_EQ(bob.status(), 404);
  const std::string token = bob.forms().back().fields.at("form_token");
  const auto send = [&](const char* path, Fields fields) {
    fields["form_token"] = token;
    return bob.send(http::Method::post, path, urlencoded(fields)).status;
  };
  EXPECT_EQ(send("/account-security/two-factor/rename", {{"authenticator", id}, {"name", "Mine"}}),
            404);
  EXPECT_EQ(send("/account-security/two-factor/remove", {{"authenticator", id}}), 404);
  EXPECT_EQ(send("/account-security/two-factor/remove", {{"authenticator", "nonsense"}}), 404);
  EXPECT_TRUE(ann.is_on());
}

TEST(OutdatedName, IsShownAgainAndSavedAtTheNextPress) {
  AnnWithApp ann;
  const std::string page = ann.app_page();
  ann.browser.open(page);
  Fields fields;
  for (const PageForm& form : ann.browser.forms()) {
    if (form.action == "/account-security/two-factor/rename") fields = form.fields;
  }
  fields["name"] = "My tablet";
  ann.service.clock.advance(one_step);
  ann.browser.cookies.erase("__Host-sid");  // logged in anew in another tab
  sign_in(ann.browser, email, password, ann.app);
  ann.browser.send(http::Method::post, "/account-security/two-factor/rename", urlencoded(fields));
  EXPECT_EQ(ann.browser.status(), 403);
  EXPECT_EQ(ann.browser.attribute("name", "value"), "My tablet");
  ann.browser.press("Save");
  EXPECT_THAT(ann.browser.text(), testing::HasSubstr("My tablet"));
}

}  // namespace
}  // namespace sallyport::testkit
