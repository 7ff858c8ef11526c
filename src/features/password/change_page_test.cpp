// Changing the password from within: what it asks, what it ends, who is told (R-PW-6, R-SES-7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/activation.hpp"

namespace sallyport::password {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testkit::Browser;
using testkit::Fields;
using testkit::Service;

constexpr const char* email = "ann@example.com";
constexpr const char* old_password = "correct horse battery";
constexpr const char* new_password = "purple walrus on a ferry";

class ChangePassword : public testing::Test {
 protected:
  ChangePassword() {
    service.add_person(email, old_password);
    sign_in(browser, email, old_password);
    browser.open("/account-security/password");
  }
  void change(const std::string& current, const std::string& wanted) {
    browser.press("Change password", {{"current_password", current}, {"password", wanted}});
  }
  /// Where somebody gets with this password, in a browser of their own.
  std::string gets_to(const std::string& password) {
    Browser other(service);
    sign_in(other, email, password);
    return other.path();
  }

  Service service;
  Browser browser{service};
};

TEST_F(ChangePassword, ReplacesItTellsTheOwnerAndKeepsThisBrowserIn) {
  const std::string token = browser.cookies.at("__Host-sid");
  change(old_password, new_password);
  EXPECT_EQ(browser.path(), "/account-security");
  EXPECT_NE(browser.cookies.at("__Host-sid"), token) << "other rights, another token";
  EXPECT_THAT(service.audit(), Contains("password_changed"));
  EXPECT_THAT(service.newest_letter_to(email).subject, HasSubstr("Your password was changed"));
  EXPECT_EQ(gets_to(new_password), "/");
  EXPECT_EQ(gets_to(old_password), "/signin/password");
}

TEST_F(ChangePassword, LeadsToTheFieldThatIsInError) {
  const auto marked = [&](const std::string& id) {
    const std::size_t at = browser.html().find("<input id=\"" + id + "\"");
    const std::string field = browser.html().substr(at, browser.html().find('>', at) - at);
    return std::pair{field.find("aria-invalid") != std::string::npos,
                     field.find("autofocus") != std::string::npos};
  };
  const std::pair<bool, bool> in_error{true, true};
  const std::pair<bool, bool> in_order{false, false};
  change(old_password, "password1234");
  EXPECT_EQ(marked("current_password"), in_order);
  EXPECT_EQ(marked("password"), in_error);
  change("not the password", new_password);
  EXPECT_EQ(marked("current_password"), in_error);
  EXPECT_EQ(marked("password"), in_order);
}

TEST_F(ChangePassword, EndsOtherSessionsAndSignInsThatAreUnderWay) {
  Browser elsewhere(service);
  sign_in(elsewhere, email, old_password);
  change(old_password, new_password);
  elsewhere.open("/");
  EXPECT_EQ(elsewhere.path(), "/signin");
  browser.open("/");
  EXPECT_EQ(browser.path(), "/");
}

TEST_F(ChangePassword, AsksForThePresentOneAndPausesWhoGuessesIt) {
  for (int i = 0; i < 10; ++i) {
    change("not this one", new_password);
    EXPECT_EQ(browser.status(), 422);
    EXPECT_THAT(browser.html(), Not(HasSubstr(new_password)));
  }
  change(old_password, new_password);
  EXPECT_EQ(browser.status(), 429);
  EXPECT_EQ(gets_to(old_password), "/") << "nothing was changed";
  EXPECT_THAT(service.audit(), Not(Contains("password_changed")));
}

TEST_F(ChangePassword, SaysWhyANewOneWillNotDo) {
  change(old_password, "password1234");
  EXPECT_EQ(browser.status(), 422);
  EXPECT_THAT(browser.text(), HasSubstr("Many people use this password"));
  EXPECT_EQ(gets_to(old_password), "/");
}

TEST_F(ChangePassword, AsksTheSecondFactorAgainOfWhoHasOne) {
  const auto app = service.enrol_totp(email);
  Browser with_app(service);
  sign_in(with_app, email, old_password, app);
  with_app.open("/account-security/password");
  EXPECT_EQ(with_app.path(), "/confirm");
  service.clock.advance(std::chrono::seconds{30});  // each code counts once
  with_app.press("Verify", {{"code", app.code_now()}});
  EXPECT_EQ(with_app.path(), "/account-security/password");
  service.clock.advance(std::chrono::minutes{5});
  with_app.press("Change password",
                 {{"current_password", old_password}, {"password", new_password}});
  EXPECT_EQ(with_app.path(), "/confirm") << "that proof is old by now";
  EXPECT_THAT(service.audit(), Not(Contains("password_changed")));
}

TEST_F(ChangePassword, RefusesFieldsThatThePageDoesNotSend) {
  Fields fields;
  for (const testkit::PageForm& form : browser.forms()) {
    if (form.action == "/account-security/password") fields = form.fields;
  }
  fields["current_password"] = old_password;
  fields["password"] = new_password;
  fields["email"] = "thief@example.com";
  browser.send(http::Method::post, "/account-security/password", testkit::urlencoded(fields));
  EXPECT_EQ(browser.status(), 400);
  EXPECT_EQ(gets_to(old_password), "/");
}

TEST(M71, AnAdministratorChoosesALongerPassword) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), email, "Ann", "Bakker",
                      {"administrator"});
  service.set_password(email, old_password);
  Browser browser(service);
  sign_in(browser, email, old_password);
  browser.open("/account-security/password");
  EXPECT_THAT(browser.text(), HasSubstr("At least 15 characters."));
  browser.press("Change password",
                {{"current_password", old_password}, {"password", "wet otter fjord"}});
  EXPECT_EQ(browser.path(), "/account-security") << "fifteen";
  browser.open("/account-security/password");
  browser.press("Change password",
                {{"current_password", "wet otter fjord"}, {"password", "wet otter bay"}});
  EXPECT_EQ(browser.status(), 422);
  EXPECT_THAT(browser.text(), HasSubstr("Use at least 15 characters."));
}

}  // namespace
}  // namespace sallyport::password
