#include "kit/db/migrate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/bug.hpp"
#include "kit/db/sqlite.hpp"

namespace sallyport::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Time now = at_unix_seconds(1'700'000'000);

class Migrate : public testing::Test {
 protected:
  std::vector<std::string> tables() {
    const auto rows = database->read([](Read& db) {
      return db.find_all(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'schema%'"
          " ORDER BY name");
    });
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.text("name"));
    return names;
  }

  std::unique_ptr<Database> database = temporary_sqlite();
  std::vector<Migration> migrations = {
      {.number = 1, .name = "0001_a", .sql = "CREATE TABLE a (x INTEGER) STRICT;\n"},
      {.number = 2,
       .name = "0002_b",
       .sql = "-- what b is for;\n\nCREATE TABLE b (\n  x INTEGER,  -- a number; kept\n  y TEXT\n)"
              " STRICT;  -- done\nINSERT INTO b VALUES (1, 'one;\n-- two');"},
  };
};

TEST_F(Migrate, AppliesWhatIsMissingInOrderAndSaysWhich) {
  EXPECT_EQ(schema_version(*database), 0);
  EXPECT_THAT(migrate(*database, std::span(migrations).first(1), now), ElementsAre("0001_a"));
  EXPECT_EQ(schema_version(*database), 1);
  EXPECT_THAT(migrate(*database, migrations, now), ElementsAre("0002_b"));
  EXPECT_THAT(migrate(*database, migrations, now), IsEmpty());
  EXPECT_EQ(schema_version(*database), 2);
  EXPECT_THAT(tables(), ElementsAre("a", "b"));

  database->read([](Read& db) {
    const auto done = db.find_all("SELECT * FROM schema_migration ORDER BY number");
    ASSERT_EQ(done.size(), 2U);
    EXPECT_EQ(done[1].text("name"), "0002_b");
    EXPECT_EQ(done[1].time("applied_at"), now);
    EXPECT_EQ(db.find_one("SELECT y FROM b")->text("y"), "one;\n-- two");
  });
}

TEST_F(Migrate, LeavesAWholeStepOrNone) {
  migrations.push_back(
      {.number = 3,
       .name = "0003_c",
       .sql = "CREATE TABLE c (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n"});
  EXPECT_THROW(migrate(*database, migrations, now), Bug);
  EXPECT_EQ(schema_version(*database), 2);
  EXPECT_THAT(tables(), ElementsAre("a", "b"));

  migrations.back().sql = "CREATE TABLE c (x INTEGER) STRICT;\n";
  EXPECT_THAT(migrate(*database, migrations, now), ElementsAre("0003_c"));
  EXPECT_THAT(tables(), ElementsAre("a", "b", "c"));
}

TEST_F(Migrate, RefusesADatabaseNewerThanTheProgram) {
  migrate(*database, migrations, now);
  try {
    migrate(*database, std::span(migrations).first(1), now);
    FAIL() << "not refused";
  } catch (const NewerDatabase& newer) {
    EXPECT_THAT(newer.what(), HasSubstr("Run the newer program"));
  }
}

TEST_F(Migrate, LetsAnOlderProgramRunWhenTheMigrationSaysSo) {
  migrations.push_back({.number = 3,
                        .name = "0003_c",
                        .sql = "-- oldest program: 2\nCREATE TABLE c (x INTEGER) STRICT;\n"});
  migrate(*database, migrations, now);
  EXPECT_THAT(migrate(*database, std::span(migrations).first(2), now), IsEmpty());
  EXPECT_THROW(migrate(*database, std::span(migrations).first(1), now), NewerDatabase);
}

TEST_F(Migrate, NeverForgetsThatAnEarlierMigrationShutOlderProgramsOut) {
  migrations.push_back({.number = 3,
                        .name = "0003_c",
                        .sql = "-- oldest program: 1\nCREATE TABLE c (x INTEGER) STRICT;\n"});
  migrate(*database, migrations, now);
  EXPECT_THROW(migrate(*database, std::span(migrations).first(1), now), NewerDatabase);
}

TEST_F(Migrate, TakesMigrationsThatCannotBeRightForABug) {
  const auto bug = [&](int number, std::string_view sql) -> std::string {
    auto wrong = migrations;
    wrong.push_back({.number = number, .name = "wrong", .sql = sql});
    try {
      migrate(*database, wrong, now);
    } catch (const Bug& thrown) {
      return thrown.what();
    }
    return "no bug";
  };
  EXPECT_THAT(bug(4, ""), HasSubstr("without gaps"));
  EXPECT_THAT(bug(2, ""), HasSubstr("without gaps"));
  EXPECT_THAT(bug(3, "CREATE TABLE c (x INTEGER)"), HasSubstr("semicolon"));
  EXPECT_THAT(bug(3, "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;"),
              HasSubstr("trigger"));
  EXPECT_THAT(bug(3, "-- oldest program: 4\nSELECT 1;"), HasSubstr("oldest program"));
  EXPECT_THAT(tables(), ElementsAre("a", "b"));

  migrations[1].name = "0002_other";
  EXPECT_THROW(migrate(*database, migrations, now), Bug);
}

/// A database to which another program comes first, just before the second write.
class Overtaken final : public Database {
 public:
  Overtaken(Database& database, std::function<void()> other)
      : database_(database), other_(std::move(other)) {}

 protected:
  void run_read(const std::function<void(Read&)>& work) override { database_.read(work); }
  void run_write(const std::function<void(Write&)>& work, Durability) override {
    if (++writes_ == 2) other_();
    database_.write(work);
  }

 private:
  Database& database_;
  std::function<void()> other_;
  int writes_ = 0;
};

TEST_F(Migrate, LeavesToAnotherProgramWhatThatAppliedMeanwhile) {
  Overtaken overtaken(*database, [&] {
    EXPECT_THAT(migrate(*database, std::span(migrations).first(1), now), ElementsAre("0001_a"));
  });
  EXPECT_THAT(migrate(overtaken, migrations, now), ElementsAre("0002_b"));
  EXPECT_THAT(tables(), ElementsAre("a", "b"));
}

TEST_F(Migrate, AppliesTheMigrationsBuiltIn) {
  const auto built_in = embedded_migrations();
  EXPECT_EQ(migrate(*database, built_in, now).size(), built_in.size());
  EXPECT_EQ(schema_version(*database), static_cast<int>(built_in.size()));
}

TEST_F(Migrate, MakesATableAppendOnlyThatSaysSo) {
  migrations.push_back({.number = 3,
                        .name = "0003_c",
                        .sql = "CREATE TABLE limits (place INTEGER NOT NULL) STRICT;\n"
                               "CREATE TABLE c (place INTEGER PRIMARY KEY, y TEXT) STRICT;\n"
                               "-- append only: c, place up to limits\n"});
  migrate(*database, migrations, now);
  const auto change = [&](const char* sql) {
    return database->write([&](Write& db) { return db.change(sql); });
  };
  change("INSERT INTO c VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  for (const char* refused :
       {"UPDATE c SET y = 'z'", "DELETE FROM c", "DELETE FROM c WHERE place = 1",
        "INSERT OR REPLACE INTO c VALUES (1, 'z')"}) {
    EXPECT_THROW(change(refused), Bug) << refused;
  }
  change("INSERT INTO limits VALUES (2)");
  EXPECT_EQ(change("DELETE FROM c WHERE place <= 2"), 2);
  EXPECT_THROW(change("DELETE FROM c"), Bug);

  migrations.push_back({.number = 4, .name = "0004_d", .sql = "-- append only: c and no column\n"});
  EXPECT_THROW(migrate(*database, migrations, now), Bug);
}

}  // namespace
}  // namespace sallyport::db
