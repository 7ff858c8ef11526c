#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAreArray;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

struct AnnWithCodes {
  AnnWithCodes() : browser(service) {
    service.add_person(email, password);
    sign_in(browser, email, password);
    static_cast<void>(activate_app(browser, service, password));
    codes = recovery_codes_on(browser);
  }
  /// Signs in elsewhere with a recovery code.
  Browser sign_in_with(const std::string& code) {
    Browser elsewhere(service);
    sign_in(elsewhere, email, password);
    elsewhere.click("Choose another way");
    elsewhere.click("Use a recovery code");
    elsewhere.submit({{"code", code}});
    return elsewhere;
  }
  Service service;
  Browser browser;
  std::vector<std::string> codes;
};

TEST(RecoveryCodes, AreShownOnceAtTheFirstActivation) {
  AnnWithCodes ann;
  EXPECT_EQ(ann.codes.size(), 10U);
  for (const char* path :
       {"/account-security/two-factor", "/account-security/two-factor/recovery-codes",
        "/account-security/two-factor/code"}) {
    ann.browser.open(path);
    EXPECT_THAT(ann.browser.html(), Not(HasSubstr(ann.codes.front()))) << path;
  }
}

TEST(RecoveryCodes, AreKeptAsHashesOnly) {
  AnnWithCodes ann;
  const auto rows = ann.service.database().read(
      [](db::Read& db) { return db.find_all("SELECT hash FROM recovery_code"); });
  ASSERT_EQ(rows.size(), 10U);
  for (const db::Row& row : rows) {
    for (const std::string& code : ann.codes) {
      EXPECT_THAT(row.text("hash"), Not(HasSubstr(code.substr(0, 4) + code.substr(5, 4))));
    }
  }
}

TEST(RecoveryCodes, EachLetsInOnceAndTheOwnerIsTold) {
  AnnWithCodes ann;
  EXPECT_EQ(ann.sign_in_with(ann.codes[3]).path(), "/");
  ann.service.deliver_letters();
  EXPECT_THAT(ann.service.mail.letters,
              Contains(AllOf(Field(&mail::Letter::subject, "A recovery code was used"),
                             Field(&mail::Letter::text, HasSubstr("Codes left: 9.")))));

  const Browser again = ann.sign_in_with(ann.codes[3]);
  EXPECT_EQ(again.status(), 422);
  EXPECT_THAT(again.text(), HasSubstr("has been used already"));
  EXPECT_EQ(ann.sign_in_with(ann.codes[4]).path(), "/");
}

TEST(RecoveryCodes, WhoLoggedInWithOneReadsHowManyAreLeftUntilAMinuteLater) {
  AnnWithCodes ann;
  Browser elsewhere = ann.sign_in_with(ann.codes[3]);
  EXPECT_THAT(elsewhere.text(), AllOf(HasSubstr("You logged in with a recovery code"),
                                      HasSubstr("9 codes are left.")));
  EXPECT_THAT(elsewhere.text(), HasSubstr("You have not logged in with this browser before"))
      << "one notice does not hide another";
  elsewhere.click("Make new codes");
  EXPECT_EQ(elsewhere.path(), "/account-security/two-factor/recovery-codes");
  ann.service.clock.advance(std::chrono::minutes{1});
  elsewhere.open("/");
  elsewhere.open("/account-security");
  EXPECT_THAT(elsewhere.text(), Not(HasSubstr("You logged in with a recovery code")));
  ann.browser.open("/");
  EXPECT_THAT(ann.browser.text(), Not(HasSubstr("You logged in with a recovery code")));
}

TEST(RecoveryCodes, TheEmailAboutAUsedOneLeadsToNewOnesAndToSayingThatItWasSomebodyElse) {
  AnnWithCodes ann;
  static_cast<void>(ann.sign_in_with(ann.codes[3]));
  ann.service.deliver_letters();
  const auto& letters = ann.service.mail.letters;
  const auto told = std::ranges::find(letters, "A recovery code was used", &mail::Letter::subject);
  ASSERT_NE(told, letters.end());
  for (const std::string& part : {told->text, told->html}) {
    EXPECT_THAT(part, AllOf(HasSubstr("/account-security/two-factor/recovery-codes"),
                            HasSubstr("This was not me"), HasSubstr("/not-me/")));
  }
}

TEST(RecoveryCodes, AnothersDoNotLetIn) {
  AnnWithCodes ann;
  AnnWithCodes bob;  // another service with other codes
  EXPECT_EQ(ann.sign_in_with(bob.codes[0]).status(), 422);
}

TEST(RecoveryCodes, GuessingPauses) {
  AnnWithCodes ann;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ann.sign_in_with("0000-0000-0000-0000-00").status(), 422);
  EXPECT_EQ(ann.sign_in_with(ann.codes[0]).status(), 429);
  ann.service.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(ann.sign_in_with(ann.codes[0]).path(), "/");
}

TEST(RecoveryCodes, WhoFindsNoRoomForTheHashIsToldAndNothingIsSpent) {
  AnnWithCodes ann;
  Browser elsewhere(ann.service);
  sign_in(elsewhere, email, password);
  elsewhere.click("Choose another way");
  elsewhere.click("Use a recovery code");
  {
    auto& hasher = ann.service.service().site().hasher;
    std::vector<crypto::HashPlace> places;
    try {
      while (true) places.push_back(hasher.take_place({}));
    } catch (const crypto::Overloaded&) {
    }
    for (int i = 0; i < 20; ++i) {
      Browser turned_away = elsewhere;
      turned_away.submit({{"code", ann.codes[0]}});
      EXPECT_EQ(turned_away.status(), 503);
    }
  }
  elsewhere.submit({{"code", ann.codes[0]}});
  EXPECT_EQ(elsewhere.path(), "/");
}

TEST(RecoveryCodes, TwentyWrongOnesInARowShutThemButNotTheApp) {
  AnnWithCodes ann;
  const auto app = ann.service.enrol_totp(email);
  for (int wrong = 0; wrong < 20; ++wrong) {
    if (wrong % 5 == 0) ann.service.clock.advance(std::chrono::hours{1});
    EXPECT_EQ(ann.sign_in_with("0000-0000-0000-0000-00").status(), 422) << wrong;
  }
  ann.service.clock.advance(std::chrono::days{2});
  EXPECT_EQ(ann.sign_in_with(ann.codes[0]).status(), 429) << "no time opens them again";
  Browser elsewhere(ann.service);
  sign_in(elsewhere, email, password, app);
  EXPECT_EQ(elsewhere.path(), "/");
}

TEST(RecoveryCodes, NewOnesTakeThePlaceOfAllEarlierOnes) {
  AnnWithCodes ann;
  ann.browser.open("/account-security/two-factor/recovery-codes");
  ann.browser.press("Make new codes");
  const auto fresh = recovery_codes_on(ann.browser);
  EXPECT_EQ(fresh.size(), 10U);
  EXPECT_THAT(fresh, Not(ElementsAreArray(ann.codes)));
  EXPECT_EQ(ann.service.newest_letter_to(email).subject, "New recovery codes were made");
  EXPECT_EQ(ann.sign_in_with(ann.codes[0]).status(), 422);
  EXPECT_EQ(ann.sign_in_with(fresh[0]).path(), "/");
}

TEST(RecoveryCodes, NewOnesAreMadeOnlyAfterProvingAgain) {
  AnnWithCodes ann;
  ann.service.clock.advance(std::chrono::minutes{6});
  ann.browser.open("/account-security/two-factor/recovery-codes");
  ann.browser.press("Make new codes");
  EXPECT_EQ(ann.browser.path(), "/confirm");
  EXPECT_EQ(ann.sign_in_with(ann.codes[0]).path(), "/");
}

TEST(RecoveryCodes, FewLeftSuggestNewOnes) {
  AnnWithCodes ann;
  const char* page = "/account-security/two-factor/recovery-codes";
  const char* overview = "/account-security";
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(ann.sign_in_with(ann.codes[i]).path(), "/");
  for (const char* one : {page, overview}) {
    ann.browser.open(one);
    EXPECT_THAT(ann.browser.text(), Not(HasSubstr("Make new ones while you can."))) << one;
  }
  EXPECT_EQ(ann.sign_in_with(ann.codes[6]).path(), "/");
  for (const char* one : {page, overview}) {
    ann.browser.open(one);
    EXPECT_THAT(ann.browser.text(),
                AllOf(HasSubstr("3 codes left."), HasSubstr("Make new ones while you can.")))
        << one;
  }
  ann.browser.click("Make new ones while you can.");
  EXPECT_EQ(ann.browser.path(), page);
}

TEST(RecoveryCodes, AreSavedAsATextFileWithoutScripts) {
  AnnWithCodes ann;
  ann.browser.press("Save as a text file");
  EXPECT_EQ(ann.browser.header("Content-Disposition"),
            "attachment; filename=\"recovery-codes.txt\"");
  EXPECT_THAT(ann.browser.header("Content-Type"), HasSubstr("text/plain"));
  for (const std::string& code : ann.codes)
    EXPECT_THAT(ann.browser.response().body, HasSubstr(code));
}

TEST(RecoveryCodes, TheFileHoldsNothingButWellFormedCodes) {
  AnnWithCodes ann;
  const std::string token = ann.browser.forms().back().fields.at("form_token");
  const auto save = [&](const std::string& codes) {
    return ann.browser
        .send(http::Method::post, "/account-security/two-factor/recovery-codes/download",
              urlencoded({{"form_token", token}, {"codes", codes}}))
        .status;
  };
  EXPECT_EQ(save(ann.codes[0]), 200);
  EXPECT_EQ(save(""), 400);
  EXPECT_EQ(save("<script>"), 400);
  EXPECT_EQ(save(ann.codes[0] + " hello"), 400);
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += ann.codes[0] + " ";
  EXPECT_EQ(save(eleven), 400);
}

TEST(RecoveryCodes, WithoutAFactorThereAreNone) {
  Service service;
  service.add_person(email, password);
  Browser browser(service);
  sign_in(browser, email, password);
  browser.open("/account-security/two-factor/recovery-codes");
  EXPECT_EQ(browser.path(), "/account-security/two-factor");
}

}  // namespace
}  // namespace sallyport::testkit
