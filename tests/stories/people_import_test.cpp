// People who were brought along from another portal, as they log in for the first time here.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/people/import.hpp"
#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/foreign_hash.hpp"
#include "tests/testkit/activation.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using app::people::Done;
using app::people::Means;
using app::people::Organisations;
using app::people::Outcome;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* password = "correct horse battery staple";
constexpr const char* app_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
constexpr const char* header =
    "organisation,email,first_name,last_name,password_hash,totp_secret,totp_name,language\n";

// Each made by the program that is named, of that password.
const std::map<std::string, std::string> hashes = {
    {"argon2",
     "$argon2id$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$68uiU2egpOCAMuaaDIPtFJiqv6P2xqEUIwLKwpxcrVo"},
    {"argon2 -i",
     "$argon2i$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$lkmgmvNA4IlEODSwONO89kt4kDnLnxibo+jpetK7FJc"},
    {"argon2 -d",
     "$argon2d$v=19$m=8192,t=2,p=2$c2FsdHNhbHQx$hrJ0ZeRw6vBk1WzU1Olh4zRl00tALLapPIfwV0Phe+s"},
    {"htpasswd -B", "$2y$05$M1uupZRj9fl8W07X0RpuIO5Sp.X/0Of8TzerqvHf52G0aOwWhspsG"},
    {"passlib, SHA-256",
     "$pbkdf2-sha256$29000$MkaoFSIkRIjROkfI2fsfYw$Vbi32c3Duhk0zF2pQejTsI5OT0keOU.TmboDbtEAXo4"},
    {"passlib, SHA-1", "$pbkdf2$20000$D8H4nzOmtBbCuLeWMoawFg$f.jAUQ6Qgu/YpS9E5EgAvVGK0Wc"},
    {"passlib, SHA-512",
     "$pbkdf2-sha512$25000$jPFea21NaQ2hFALgfK.19g$qtO/Fhp7b1..qw5gPjjEAvLUq4.j5O/"
     "SEmdNMx3fdhXF9GrDX6eEpU0wFFt8MTWUNA55oODEkcWtjaqcLJ5EJw"},
    {"passlib, scrypt",
     "$scrypt$ln=14,r=8,p=1$Tyml1HrvnfNeqzVGCEFISQ$WJ9PLRlAQ/FBDtzp4Sx6OEKV8/dtC5TpDVlLvo5qpSU"},
    {"crypt, scrypt", "$7$CU..../....saltsaltsalt$VXjtsp8ZXkfKsY7hm1OAK7IH8s7Js9h3xLnDyndVZt8"},
    {"Django", "pbkdf2_sha256$36000$U2JWa3NlQiq4$f13zKLZDjIvI41VSUCIjQ97SNyQVCQgVjfP/KdS6JtA="},
};

std::string row(const std::string& email, const std::string& hash, const std::string& rest = ",,") {
  return fmt::format("Example BV,{},Ann,Bakker,\"{}\",{}\n", email, hash, rest);
}

/// As `sallyport import people` does it, on the service's own database.
std::vector<Outcome> bring_along(Service& service, const std::string& rows, bool invites = false) {
  const auto table = app::people::read_rows(header + rows, app::people::Format::csv);
  check(table.has_value(), "the file of this test is a table");
  auto people = app::people::read_people(*table, {"administrator"});
  check(people.faults.empty(), "the file of this test is without faults");
  const site::Site& site = service.service().site();
  const Means means{.keys = site.keys,
                    .outbox = site.outbox,
                    .catalogues = site.catalogues,
                    .language = site.portal.language,
                    .invites = invites};
  auto organisations = service.database().read([](db::Read& db) { return Organisations{db}; });
  const people_import::File file{.digest = crypto::sha256(header + rows),
                                 .name = "people.csv",
                                 .people = static_cast<std::int64_t>(people.people.size())};
  auto import = service.database().write(
      [&](db::Write& db) { return people_import::begin(db, service.deed(), file); });
  std::vector<Outcome> outcomes;
  for (const Done& done : app::people::carry_out(
           service.database(), means, people.people, organisations, import,
           [&] { return service.deed(); }, [] {})) {
    outcomes.push_back(done.verdict.outcome);
  }
  return outcomes;
}

std::string stored_hash(Service& service, const std::string& email) {
  return service.database()
      .read([&](db::Read& db) { return account::find(db, *Email::parse(email)); })
      .value()
      .password_hash.value_or("none");
}

class BringingPeopleAlong : public testing::TestWithParam<std::string> {};

TEST_P(BringingPeopleAlong, ThePasswordOfBeforeLetsThemInAndIsHashedAnew) {
  Service service;
  const std::string& foreign = hashes.at(GetParam());
  ASSERT_EQ(bring_along(service, row("ann@example.com", foreign)), std::vector{Outcome::brought});
  EXPECT_TRUE(stored_hash(service, "ann@example.com").starts_with("2$"));

  Browser thief(service);
  sign_in(thief, "ann@example.com", "another password");
  EXPECT_EQ(thief.status(), 422);
  EXPECT_FALSE(thief.cookies.contains("__Host-sid"));
  EXPECT_TRUE(stored_hash(service, "ann@example.com").starts_with("2$"));

  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("Ann Bakker"));
  EXPECT_TRUE(stored_hash(service, "ann@example.com").starts_with("1$"));
  EXPECT_THAT(service.audit(), Contains("password_rehashed"));

  Browser again(service);
  sign_in(again, "ann@example.com", password);
  EXPECT_EQ(again.path(), "/");
  Browser late_thief(service);
  sign_in(late_thief, "ann@example.com", "another password");
  EXPECT_EQ(late_thief.status(), 422);
}

std::string letters_of(const testing::TestParamInfo<std::string>& test) {
  std::string name;
  for (const char c : test.param) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name + std::to_string(test.index);
}

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const auto& [name, hash] : hashes) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(EachKindOfHash, BringingPeopleAlong, testing::ValuesIn(kinds()),
                         letters_of);

TEST(BroughtPeople, GetNoEmailWhenTheyCanLogInAlready) {
  Service service;
  bring_along(service, row("ann@example.com", hashes.at("argon2")) + row("bob@example.com", ""));
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
}

TEST(BroughtPeople, WithoutAPasswordAreInvitedOnlyWhenAsked) {
  Service service;
  const std::string rows = row("ann@example.com", hashes.at("argon2")) + row("bob@example.com", "");
  bring_along(service, rows, /*invites=*/true);
  service.deliver_letters();
  ASSERT_EQ(service.mail.letters.size(), 1);
  EXPECT_EQ(service.mail.letters.front().to.text(), "bob@example.com");
  Browser browser(service);
  browser.open(Service::link_in(service.mail.letters.front()));
  browser.press("Set your password");
  browser.submit({{"password", "seven quiet herons wade"}});
  sign_in(browser, "bob@example.com", "seven quiet herons wade");
  EXPECT_EQ(browser.path(), "/");
}

TEST(BroughtPeople, WithAPasswordThatManyUseStillGetIn) {
  Service service;
  const crypto::Recipe recipe{
      .scheme = crypto::Scheme::pbkdf2_sha256, .passes = 1000, .size = 32, .salt = "saltsalt"};
  const std::string digest = crypto::digest_of(recipe, Secret{"welkom01"});
  std::string hash =
      fmt::format("$pbkdf2-sha256$1000${}${}", to_base64url("saltsalt"), to_base64url(digest));
  std::ranges::replace(hash, '_', '/');
  // The - of base64url is a . there; those in the name stay.
  for (auto c = hash.begin() + 15; c != hash.end(); ++c) {
    if (*c == '-') *c = '.';
  }
  bring_along(service, row("ann@example.com", hash));
  Browser browser(service);
  sign_in(browser, "ann@example.com", "welkom01");
  EXPECT_EQ(browser.path(), "/");
}

TEST(BroughtPeople, WithAnAuthenticatorAreAskedForItsCodeAndEachCodeCountsOnce) {
  Service service;
  bring_along(service,
              row("ann@example.com", hashes.at("Django"), std::string{app_secret} + ",,nl"));
  service.clock.advance(std::chrono::seconds{90});
  const Authenticator app{app_secret, service.clock};
  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/signin/factor/totp");
  browser.submit({{"code", app.wrong_code()}});
  EXPECT_EQ(browser.status(), 422);
  const std::string code = app.code_now();
  browser.submit({{"code", code}});
  EXPECT_EQ(browser.path(), "/");

  Browser thief(service);
  sign_in(thief, "ann@example.com", password);
  thief.submit({{"code", code}});
  EXPECT_FALSE(thief.cookies.contains("__Host-sid"));
}

TEST(BroughtPeople, CannotBeEnteredWithACodeFromBeforeTheImport) {
  Service service;
  const Authenticator app{app_secret, service.clock};
  bring_along(service, row("ann@example.com", hashes.at("Django"), std::string{app_secret} + ",,"));
  Browser thief(service);
  sign_in(thief, "ann@example.com", password);
  thief.submit({{"code", app.code_now()}});
  EXPECT_FALSE(thief.cookies.contains("__Host-sid"));
}

TEST(BroughtPeople, FindTheirAuthenticatorByNameAndAreToldToMakeRecoveryCodes) {
  Service service;
  bring_along(
      service,
      row("ann@example.com", hashes.at("Django"), std::string{app_secret} + ",Work phone,") +
          row("bob@example.com", hashes.at("Django"), std::string{app_secret} + ",,nl"));
  service.clock.advance(std::chrono::seconds{90});
  const Authenticator app{app_secret, service.clock};
  Browser ann(service);
  sign_in(ann, "ann@example.com", password, app);
  EXPECT_THAT(ann.text(), HasSubstr("Recovery codes: You have none yet. Make them now"));
  ann.open("/account-security");
  EXPECT_THAT(ann.text(), HasSubstr("Work phone"));
  EXPECT_THAT(ann.text(), HasSubstr("Recovery codes: You have none yet. Make them now"));
  ann.click("Make them now: they let you in when you lose your app.");
  EXPECT_EQ(ann.path(), "/account-security/two-factor/recovery-codes");
  ann.press("Make new codes");
  confirm_with(ann, service, password, app);
  ann.press("Make new codes");
  EXPECT_EQ(ann.heading(), "Your recovery codes");
  ann.open("/");
  EXPECT_THAT(ann.text(), Not(HasSubstr("You have none yet")));

  Browser bob(service, "nl");
  sign_in(bob, "bob@example.com", password, app);
  bob.open("/account-security");
  EXPECT_THAT(bob.text(), HasSubstr("Geïmporteerde authenticator"));
}

TEST(BroughtPeople, WhoChangedTheirPasswordAreNeverSetBackToTheOldOne) {
  Service service;
  const std::string rows = row("ann@example.com", hashes.at("Django"));
  bring_along(service, rows);
  EXPECT_EQ(bring_along(service, rows), std::vector{Outcome::unchanged});
  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  const std::string renewed = stored_hash(service, "ann@example.com");
  EXPECT_EQ(bring_along(service, rows), std::vector{Outcome::kept});
  EXPECT_EQ(stored_hash(service, "ann@example.com"), renewed);
}

TEST(BroughtPeople, WithAnAccountOfTheirOwnGetNeitherPasswordNorAuthenticatorFromAFile) {
  Service service;
  service.add_person("ann@example.com", "seven quiet herons wade");
  const std::string before = stored_hash(service, "ann@example.com");
  for (const std::string& rest : {std::string{",,"}, std::string{app_secret} + ",,"}) {
    for (const std::string& hash : {hashes.at("Django"), std::string{}}) {
      if (hash.empty() && rest == ",,") continue;
      EXPECT_EQ(bring_along(service, row("ann@example.com", hash, rest)),
                std::vector{Outcome::kept});
    }
  }
  EXPECT_EQ(stored_hash(service, "ann@example.com"), before);
  Browser browser(service);
  sign_in(browser, "ann@example.com", "seven quiet herons wade");
  EXPECT_EQ(browser.path(), "/") << "no code is asked";
}

TEST(BroughtPeople, WhoWereInvitedHereBeforeBringTheirPasswordAndTheLinkNoLongerCounts) {
  Service service;
  service.add_contact(service.add_organisation("Example BV"), "ann@example.com");
  const std::string link = Service::link_in(service.newest_letter_to("ann@example.com"));
  EXPECT_EQ(bring_along(service, row("ann@example.com", hashes.at("Django"))),
            std::vector{Outcome::brought});
  Browser browser(service);
  browser.open(link);
  EXPECT_EQ(browser.status(), 404);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/");
}

TEST(BroughtPeople, WhoseAccessIsWithdrawnDoNotGetIn) {
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  bring_along(service, row("ann@example.com", hashes.at("Django")));
  service.withdraw_access(organisation, "ann@example.com");
  Browser browser(service);
  sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.status(), 422);
  EXPECT_TRUE(stored_hash(service, "ann@example.com").starts_with("2$"));
}

TEST(BroughtPeople, ForgetTheirPasswordLikeAllOthers) {
  Service service;
  bring_along(service, row("ann@example.com", hashes.at("Django")));
  Browser browser(service);
  browser.open("/forgotten");
  browser.submit({{"email", "ann@example.com"}});
  const mail::Letter letter = service.newest_letter_to("ann@example.com");
  EXPECT_THAT(Service::link_in(letter), HasSubstr("/reset/"));
}

}  // namespace
}  // namespace sallyport::testkit
