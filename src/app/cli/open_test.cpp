#include "app/cli/open.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"
#include "kit/db/migrate.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;

class Upgrade : public CommandLine {
 protected:
  /// A database as an older program left it.
  void begin_with_an_older_schema() {
    const auto migrations = db::embedded_migrations();
    const auto opened = db::open_sqlite(database());
    db::migrate(*opened, std::span{migrations}.first(12), at_unix_seconds(1'800'000'000));
  }
  [[nodiscard]] int copies() const {
    int number = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
      number += entry.path().extension() == ".backup" ? 1 : 0;
    }
    return number;
  }
};

TEST_F(Upgrade, KeepsACopyOfTheDatabaseAsItWas) {
  begin_with_an_older_schema();
  const Answer listed = say({"organisation", "list"});
  EXPECT_EQ(listed.code, 0) << listed.error;
  EXPECT_THAT(listed.error, HasSubstr(".schema-12.backup"));
  EXPECT_EQ(copies(), 1);
  EXPECT_EQ(say({"migrate"}).code, 0);
  EXPECT_EQ(copies(), 1) << "nothing was left to change";
}

TEST_F(Upgrade, KeepsNoCopyOfANewDatabaseOrWhereNoneIsWanted) {
  EXPECT_EQ(say({"migrate"}).code, 0);
  EXPECT_EQ(copies(), 0);
  std::filesystem::remove(database());
  write_settings("storage.backups = 0\n");
  begin_with_an_older_schema();
  EXPECT_EQ(say({"migrate"}).code, 0);
  EXPECT_EQ(copies(), 0);
}

TEST_F(Upgrade, ChangesNothingWhenTheCopyCannotBeMade) {
  begin_with_an_older_schema();
  const std::int64_t before = count("schema_migration");
  // A file system takes names of 255 bytes at most, and the copy's name is longer than this one.
  const std::string name = std::string(240, 'a') + ".db";
  std::filesystem::rename(database(), folder() / name);
  std::ofstream{file()} << "public_address = \"https://portal.example\"\nmail.folder = \"mail\"\n"
                        << "storage.database = \"" << name << "\"\n";
  const Answer refused = say({"migrate"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("was not changed"));
  std::filesystem::rename(folder() / name, database());
  EXPECT_EQ(count("schema_migration"), before);
}

}  // namespace
}  // namespace sallyport::app::cli
