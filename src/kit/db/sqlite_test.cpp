#include "kit/db/sqlite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/bug.hpp"
#include "kit/db/sqlite_fixture.hpp"

namespace sallyport::db {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Sqlite, KeepsEveryKindOfValue) {
  database().write([](Write& db) {
    db.change("CREATE TABLE kept (number INTEGER, text TEXT, bytes BLOB, empty BLOB) STRICT");
    EXPECT_EQ(db.change("INSERT INTO kept VALUES ($1, $2, $3, $4)",
                        {std::int64_t{-5}, "t\xc3\xa9xt", Bytes{std::string("\0x", 2)}, Bytes{}}),
              1);
    db.change("INSERT INTO kept VALUES ($1, $1, $1, $1)", {nullptr});
  });
  const auto rows = database().read(
      [](Read& db) { return db.find_all("SELECT * FROM kept ORDER BY number IS NULL"); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].integer("number"), -5);
  EXPECT_EQ(rows[0].text("text"), "t\xc3\xa9xt");
  EXPECT_EQ(rows[0].bytes("bytes"), std::string("\0x", 2));
  EXPECT_EQ(rows[0].bytes("empty"), "");
  EXPECT_TRUE(rows[1].is_null("text"));
}

TEST_F(Sqlite, BindsArgumentsByTheirNumber) {
  const auto row = database().read([](Read& db) {
    return db.find_one("SELECT $2 AS second, $1 AS first, $2 AS again", {"a", "b"}).value();
  });
  EXPECT_EQ(row.text("first"), "a");
  EXPECT_EQ(row.text("second"), "b");
  EXPECT_EQ(row.text("again"), "b");
}

TEST_F(Sqlite, SeesNewColumnsInAKeptStatement) {
  const auto all = [&] {
    return database().read([](Read& db) { return db.find_all("SELECT * FROM counter"); }).front();
  };
  EXPECT_EQ(all().integer("value"), 0);
  database().write([](Write& db) { db.change("ALTER TABLE counter ADD COLUMN added INTEGER"); });
  EXPECT_TRUE(all().is_null("added"));
}

TEST_F(Sqlite, CountsTheRowsThatWereChanged) {
  database().write([](Write& db) {
    EXPECT_EQ(db.change("INSERT INTO item (value) VALUES ('a'), ('b')"), 2);
    EXPECT_EQ(db.change("CREATE TABLE other (id INTEGER)"), 0);
    EXPECT_EQ(db.change("UPDATE item SET value = 'c' WHERE value = 'z'"), 0);
    EXPECT_EQ(db.change("DELETE FROM item"), 2);
  });
}

TEST_F(Sqlite, TakesWrongSqlForABugAndNamesNoArgument) {
  database().write([](Write& db) { db.change("CREATE TABLE once (name TEXT UNIQUE NOT NULL)"); });
  const auto message = [&](std::string_view sql, Arguments arguments) -> std::string {
    try {
      database().write([&](Write& db) { db.change(sql, arguments); });
    } catch (const Bug& bug) {
      return bug.what();
    }
    return "no bug";
  };
  EXPECT_THAT(message("INSERT INTO nowhere VALUES (1)", {}), HasSubstr("no such table"));
  EXPECT_THAT(
      message("INSERT INTO once VALUES ($1), ($1)", {"hunter2"}),
      testing::AllOf(HasSubstr("UNIQUE constraint failed: once.name"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(message("INSERT INTO once VALUES ($1)", {}),
              HasSubstr("takes 1 arguments and got 0"));
  EXPECT_THAT(message("INSERT INTO once VALUES ($1)", {1, 2}),
              HasSubstr("takes 1 arguments and got 2"));
  EXPECT_THAT(message("INSERT INTO once VALUES (?)", {1}), HasSubstr("$1, $2"));
  EXPECT_THAT(message("DELETE FROM once; DELETE FROM once", {}), HasSubstr("one statement"));
  EXPECT_THAT(message("SELECT \"no such name\" FROM once", {}), HasSubstr("no such column"));
  EXPECT_EQ(count("once"), 0);
}

TEST_F(Sqlite, TakesASecondRowForABug) {
  add_item("a");
  add_item("b");
  EXPECT_THROW(database().read([](Read& db) { return db.find_one("SELECT * FROM item"); }), Bug);
}

TEST_F(Sqlite, UndoesEverythingWhenTheWorkThrows) {
  struct Refused {
    int number;
  };
  try {
    database().write([](Write& db) {
      db.change("INSERT INTO item (value) VALUES ('lost')");
      throw Refused{7};
    });
    FAIL() << "the exception did not come out";
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.number, 7);
  }
  EXPECT_EQ(count("item"), 0);
}

TEST_F(Sqlite, CannotWriteInARead) {
  for (const std::string_view sql :
       {"INSERT INTO item (value) VALUES ('x')", "DELETE FROM item", "DROP TABLE item"}) {
    EXPECT_THROW(database().read([&](Read& db) { return db.find_all(sql); }), Bug) << sql;
  }
  EXPECT_EQ(count("item"), 0);
}

TEST_F(Sqlite, RefusesATransactionInsideATransaction) {
  EXPECT_THROW(database().write([&](Write&) { add_item("inner"); }), Bug);
  EXPECT_THROW(database().read([&](Read&) { add_item("inner"); }), Bug);
  EXPECT_THROW(database().write([&](Write&) { (void)count("item"); }), Bug);
  EXPECT_THROW(database().read([&](Read&) { (void)count("item"); }), Bug);
  add_item("after");
  EXPECT_EQ(count("item"), 1);
}

TEST_F(Sqlite, BlamesADanglingReferenceOnTheWriteThatMadeIt) {
  database().write([](Write& db) {
    db.change(
        "CREATE TABLE child (item_id INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)");
  });
  EXPECT_THROW(database().write([](Write& db) { db.change("INSERT INTO child VALUES (99)"); }),
               Bug);
  EXPECT_EQ(count("child"), 0);
}

TEST_F(Sqlite, SeesAtOnceWhatAnotherProgramCommits) {
  const auto other = open_sqlite(file());
  for (int round = 1; round <= 20; ++round) {
    other->write([](Write& db) { db.change("INSERT INTO item (value) VALUES ('other')"); });
    EXPECT_EQ(count("item"), 2 * round - 1);
    add_item("own");
    EXPECT_EQ(count("item"), 2 * round);
  }
}

TEST_F(Sqlite, MakesTheFileReadableByItsOwnerOnly) {
  const auto before = ::umask(0);
  const auto made = folder() / "made";
  open_sqlite(made)->write([&](Write& db) {
    db.change("CREATE TABLE t (x)");
    for (const std::string_view suffix : {"", "-wal", "-shm"}) {
      struct stat status{};
      ASSERT_EQ(::stat((made.string() + std::string{suffix}).c_str(), &status), 0) << suffix;
      EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
    }
  });
  ::umask(before);
}

std::string refusal(const std::filesystem::path& file) {
  try {
    (void)open_sqlite(file);
  } catch (const Unavailable& unavailable) {
    return unavailable.what();
  }
  return "not refused";
}

TEST_F(Sqlite, RefusesAFileThatOthersCanReadOrChange) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0644U}) {
    ASSERT_EQ(::chmod(file().c_str(), mode), 0);
    EXPECT_THAT(refusal(file()), HasSubstr("chmod 600 " + file().string())) << std::oct << mode;
  }
  ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
  EXPECT_EQ(refusal(file()), "not refused");
}

TEST_F(Sqlite, SaysWhatToDoWhenItCannotOpen) {
  EXPECT_THAT(refusal(folder() / "missing" / "database"), HasSubstr("mkdir -m 700"));
  EXPECT_THAT(refusal(folder()), HasSubstr("is not a file"));
  const auto letter = folder() / "letter";
  std::ofstream(letter)
      << "Dear reader, this is a letter and no database, for it is far too friendly.";
  ASSERT_EQ(::chmod(letter.c_str(), 0600), 0);
  EXPECT_THAT(refusal(letter), HasSubstr("is no database"));
}

TEST(TemporarySqlite, LeavesNothingBehind) {
  auto database = temporary_sqlite();
  database->write([](Write& db) { db.change("CREATE TABLE t (x INTEGER)"); });
  const auto file = database->read([](Read& db) {
    return db.find_one("SELECT file FROM pragma_database_list WHERE name = 'main'")->text("file");
  });
  EXPECT_TRUE(std::filesystem::exists(file));
  database.reset();
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path{file}.parent_path()));
}

}  // namespace
}  // namespace sallyport::db
