#include "app/resealing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "kit/crypto/key_rotation.hpp"
#include "kit/db/migrate.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::app {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* password = "seven quiet herons wade";

/// A service whose keys stand in files, as the program's do.
class Rotation : public testing::Test {
 protected:
  void rotate(const char* name) {
    crypto::add_key(keyring::file_of(folder.path(), name), random);
    service.site().keys.refresh();
  }
  std::int64_t sealed_by(std::uint32_t version) {
    std::int64_t count = 0;
    for (const auto& column : sealed_columns()) {
      auto uses =
          service.database().read([&](db::Read& db) { return keyring::uses_of(db, column); });
      count += uses[version];
    }
    return count;
  }

  crypto::SystemRandom random;
  testkit::Folder folder;
  struct WithFiles : testkit::Service {
    explicit WithFiles(const std::filesystem::path& folder, crypto::Random& random)
        : Service(testkit::test_settings(), keyring::load(folder, random)) {}
    const site::Site& site() { return service().site(); }
  } service{folder.path(), random};
  Resealing resealing{service.database(), service.site().keys.sealer, random, service.site().log};
};

TEST_F(Rotation, OfTheSealKeySealsEverythingAnewAndPeopleGetInMeanwhile) {
  service.add_person("ann@example.com", password);
  testkit::Authenticator app = service.enrol_totp("ann@example.com");
  ASSERT_GE(sealed_by(1), 2) << "an authenticator and letters";
  rotate("seal");
  testkit::Browser before(service);
  testkit::sign_in(before, "ann@example.com", password, app);
  EXPECT_EQ(before.path(), "/") << "sealed with the old version still";

  for (int second = 0; second < 5; ++second) resealing.run(service.clock.now() + seconds{second});
  EXPECT_EQ(sealed_by(1), 0);
  EXPECT_GE(sealed_by(2), 2);
  EXPECT_THAT(service.log_lines(), Contains(HasSubstr("sealed_anew")));
  service.clock.advance(seconds{30});
  testkit::Browser after(service);
  testkit::sign_in(after, "ann@example.com", password, app);
  EXPECT_EQ(after.path(), "/");
}

TEST_F(Rotation, SealsAnewWhatWasSealedWithTheOldVersionAfterThePass) {
  service.add_person("ann@example.com", password);
  service.enrol_totp("ann@example.com");
  const auto old = service.database().read([](db::Read& db) {
    return db.find_one("SELECT secret FROM authenticator")->bytes("secret");
  });
  rotate("seal");
  Time now = service.clock.now();
  for (int second = 0; second < 5; ++second) resealing.run(now += seconds{1});
  // Another program that was slow to notice.
  service.database().write(
      [&](db::Write& db) { db.change("UPDATE authenticator SET secret = $1", {db::Bytes{old}}); });
  resealing.run(now += seconds{1});
  EXPECT_EQ(sealed_by(1), 1) << "it does not look all the time";
  resealing.run(now += seconds{61});
  EXPECT_EQ(sealed_by(1), 0);
}

TEST_F(Rotation, OfTheFormKeyLeavesOpenPagesAndSessionsAlone) {
  service.add_person("ann@example.com", password);
  testkit::Browser open_page(service);
  open_page.open("/signin");
  testkit::Browser signed_in(service);
  testkit::sign_in(signed_in, "ann@example.com", password);
  rotate("form");
  open_page.submit({{"email", "ann@example.com"}, {"password", password}});
  EXPECT_EQ(open_page.path(), "/");
  signed_in.open("/account-security");
  EXPECT_EQ(signed_in.status(), 200);
}

TEST_F(Rotation, OfThePepperIsTakenOverAtTheNextSignIn) {
  service.add_person("ann@example.com", password);
  const auto uses = [&](std::int64_t version) {
    return service.database().read([&](db::Read& db) {
      return keyring::uses_of(db, peppered_columns().front(), service.site().keys.peppers)[version];
    });
  };
  rotate("pepper");
  EXPECT_EQ(uses(1), 1);
  testkit::Browser browser(service);
  testkit::sign_in(browser, "ann@example.com", password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_EQ(uses(1), 0);
  EXPECT_EQ(uses(2), 1);
}

// F1: a sealed value opens in its own row only, so swapping two in a stolen or changed database is
// refused.
TEST_F(Rotation, FindsNoSealedValueThatOpensInAnotherRow) {
  for (const char* email : {"ann@example.com", "bob@example.com", "eva@example.com"}) {
    service.add_person(email, password);
    service.enrol_totp(email);
  }
  int tried = 0;
  for (const auto& column : sealed_columns()) {
    const auto values = service.database().read(
        [&](db::Read& db) { return keyring::sealed_otherwise(db, column, 7, "", 1000); });
    for (const auto& value : values) {
      for (const auto& other : values) {
        const auto opened = service.site().keys.sealer.open(
            value.sealed, {.table = column.table, .column = column.column, .row = other.row});
        EXPECT_EQ(opened.has_value(), value.row == other.row) << column.table;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 12);
}

TEST(SealedColumns, AreAllThatAMigrationCallsSealed) {
  std::set<std::string> called;
  const std::regex table{R"(CREATE TABLE (\w+))"};
  const std::regex column{R"(^\s+(\w+)\s+BLOB\b)"};
  const std::regex sealed{R"(\bsealed\b)"};
  for (const db::Migration& migration : db::embedded_migrations()) {
    std::istringstream text{std::string{migration.sql}};
    std::string line;
    std::string of_table;
    while (std::getline(text, line)) {
      std::smatch found;
      if (std::regex_search(line, found, table)) of_table = found[1];
      if (std::regex_search(line, sealed) && std::regex_search(line, found, column))
        called.insert(of_table + "." + found[1].str());
    }
  }
  std::set<std::string> listed;
  for (const auto& one : sealed_columns()) {
    listed.insert(std::string{one.table} + "." + std::string{one.column});
  }
  EXPECT_EQ(listed, called) << "add it to app/resealing.cpp";
}

}  // namespace
}  // namespace sallyport::app
