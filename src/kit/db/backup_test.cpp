#include "kit/db/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <vector>

#include "kit/db/sqlite_fixture.hpp"

namespace sallyport::db {
namespace {

using testing::HasSubstr;

const Time morning = at_unix_seconds(1'769'850'600);

class Backup : public testing::Test {
 protected:
  Backup() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-copy-XXXXXX");
    check(mkdtemp(pattern.data()) != nullptr, "a test can make a folder");
    folder = pattern;
    database = open_sqlite(folder / "portal.db");
    database->write([](Write& db) {
      db.change("CREATE TABLE note (text TEXT NOT NULL) STRICT");
      for (int row = 0; row < 400; ++row) {
        db.change("INSERT INTO note (text) VALUES ($1)", {std::string(500, 'a')});
      }
    });
  }
  ~Backup() override {
    database.reset();
    std::filesystem::remove_all(folder);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.find("backup") != std::string::npos) all.push_back(name);
    }
    std::ranges::sort(all);
    return all;
  }

  std::filesystem::path folder;
  std::unique_ptr<Database> database;
};

TEST_F(Backup, IsAWholeDatabaseForItsOwnerOnlyWhileTheOtherIsInUse) {
  const auto copy = back_up(folder / "portal.db", 12, morning, 5);
  EXPECT_EQ(copy.filename(), "portal.db.2026-01-31T09-10-00Z.schema-12.backup");
  struct stat status{};
  ASSERT_EQ(stat(copy.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  const auto opened = open_sqlite(copy);
  EXPECT_EQ(opened->read([](Read& db) {
    return db.find_one("SELECT COUNT(*) AS number FROM note")->integer("number");
  }),
            400);
}

TEST_F(Backup, KeepsTheNewestOnly) {
  for (int day = 0; day < 4; ++day) {
    back_up(folder / "portal.db", 12 + day, morning + std::chrono::days{day}, 2);
  }
  EXPECT_THAT(names(), testing::ElementsAre(HasSubstr("schema-14"), HasSubstr("schema-15")));
}

TEST_F(Backup, LeavesNothingHalfWhenThereIsNoRoom) {
  back_up(folder / "portal.db", 11, morning, 1);
  try {
    back_up(folder / "portal.db", 12, morning + std::chrono::days{1}, 1, {.most_pages = 10});
    FAIL() << "a copy was made without room";
  } catch (const Unavailable& why) {
    EXPECT_THAT(why.what(), HasSubstr("was not changed"));
    EXPECT_THAT(why.what(), HasSubstr("storage.backups"));
  }
  EXPECT_THAT(names(), testing::ElementsAre(HasSubstr("schema-11"))) << "the earlier copy stays";
}

}  // namespace
}  // namespace sallyport::db
