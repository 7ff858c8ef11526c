// The disk is really full, or really read-only: nothing is done by halves, pages still open, and
// the operator is told what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/db/sqlite.hpp"
#include "tests/testkit/browser.hpp"
#include "tests/testkit/small_disk.hpp"

namespace sallyport::testkit {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "correct horse battery";

std::string integrity(Service& service) {
  return service.database().read(
      [](db::Read& db) { return db.find_one("PRAGMA integrity_check")->text("integrity_check"); });
}

/// Presses the button of the sign-in page, with a wrong password; the refusal is a row to be kept.
int try_wrong_password(Browser& browser) {
  browser.open("/signin");
  browser.submit({{"email", email}, {"password", "not this one"}});
  return browser.status();
}

TEST(FullDisk, StopsWhatIsToBeKeptShowsPagesAndRecoversByItself) {
  if (!SmallDisk::is_possible()) GTEST_SKIP() << SmallDisk::why_not;
  SmallDisk disk;
  Service service;
  service.add_person(email, password);
  Browser signed_in(service);
  sign_in(signed_in, email, password);

  disk.fill();
  Browser browser(service);
  // The write-ahead log may have room for some more.
  int status = 0;
  for (int i = 0; i < 500 && status != 503; ++i) {
    status = try_wrong_password(browser);
    service.clock.advance(std::chrono::minutes{16});  // else the tries are paused
  }
  ASSERT_EQ(status, 503);
  EXPECT_THAT(browser.text(), HasSubstr("Nothing was changed."));
  EXPECT_EQ(browser.header("Retry-After"), "5");
  EXPECT_THAT(service.log_lines(), Contains(HasSubstr("The disk of the database is full.")));
  const auto kept = service.audit();

  browser.open("/signin");
  browser.submit({{"email", email}, {"password", password}});
  EXPECT_EQ(browser.status(), 503);
  EXPECT_FALSE(browser.cookies.contains("__Host-sid")) << "nobody gets in by halves";
  EXPECT_EQ(service.audit(), kept);
  browser.open("/signin");
  EXPECT_EQ(browser.status(), 200) << "pages that keep nothing still open";

  Browser balancer(service);
  balancer.open("/health/ready");
  EXPECT_EQ(balancer.status(), 503) << "no more people are sent here";
  balancer.open("/health/live");
  EXPECT_EQ(balancer.status(), 200) << "a new start would not make room";

  disk.make_room();
  balancer.open("/health/ready");
  EXPECT_EQ(balancer.status(), 200);
  sign_in(browser, email, password);
  EXPECT_EQ(browser.path(), "/");
  EXPECT_GT(service.audit().size(), kept.size());
  EXPECT_EQ(integrity(service), "ok");
}

TEST(FullDisk, NeverLosesALetterThatWasPromised) {
  if (!SmallDisk::is_possible()) GTEST_SKIP() << SmallDisk::why_not;
  SmallDisk disk;
  Service service;
  const auto organisation = service.add_organisation("Example BV");
  disk.fill();
  std::size_t added = 0;
  try {
    for (; added < 500; ++added) {
      service.add_contact(organisation, "person" + std::to_string(added) + "@example.com");
    }
  } catch (const db::Unavailable& unavailable) {
    EXPECT_THAT(unavailable.what(), HasSubstr("The disk of the database is full."));
  }
  ASSERT_LT(added, 500U) << "the disk was full";
  disk.make_room();
  service.deliver_letters();
  EXPECT_EQ(service.mail.letters.size(), added) << "a contact and its letter, or neither";
}

TEST(ReadOnlyDisk, StopsTheStartAndSaysWhy) {
  if (!SmallDisk::is_possible()) GTEST_SKIP() << SmallDisk::why_not;
  SmallDisk disk;
  const auto file = disk.path() / "sallyport.db";
  {
    const auto made = db::open_sqlite(file);
  }
  disk.make_read_only();
  try {
    const auto opened = db::open_sqlite(file);
    opened->write([](db::Write& db) { db.change("CREATE TABLE impossible (id INTEGER)"); });
    FAIL() << "a read-only disk took a table";
  } catch (const db::Unavailable& unavailable) {
    EXPECT_THAT(unavailable.what(), HasSubstr("not mounted read-only"));
  }
}

}  // namespace
}  // namespace sallyport::testkit
