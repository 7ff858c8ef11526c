// What several threads and programs do to one database at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <stdexcept>
#include <thread>

#include "base/bug.hpp"
#include "kit/db/sqlite_fixture.hpp"

namespace sallyport::db {
namespace {

using testing::HasSubstr;
using SqliteThreads = Sqlite;

/// How many transactions the write-ahead log holds: its frames that carry a database size
/// (sqlite.org/fileformat2.html §4.1).
int commits_in_log(const std::filesystem::path& file) {
  std::ifstream log(file.string() + "-wal", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(log), {}};
  constexpr std::size_t log_header = 32;
  constexpr std::size_t frame_header = 24;
  constexpr std::size_t page = 4096;
  int commits = 0;
  for (std::size_t at = log_header; at + frame_header <= bytes.size(); at += frame_header + page) {
    if (bytes.substr(at + 4, 4) != std::string(4, '\0')) ++commits;
  }
  return commits;
}

TEST_F(SqliteThreads, CommitsWaitingWritesTogether) {
  constexpr int threads = 32;
  constexpr int each = 25;
  const int before = commits_in_log(file());
  in_threads(threads, [&](int) {
    for (int i = 0; i < each; ++i) add_item("x");
  });
  EXPECT_EQ(count("item"), threads * each);
  const int commits = commits_in_log(file()) - before;
  EXPECT_GT(commits, 0);
  EXPECT_LT(commits, threads * each / 2);
}

TEST_F(SqliteThreads, LetsOneFailingWriteNotSinkTheOthers) {
  constexpr int threads = 16;
  constexpr int each = 20;
  std::atomic<int> refused = 0;
  in_threads(threads, [&](int thread) {
    for (int i = 0; i < each; ++i) {
      try {
        database().write([&](Write& db) {
          db.change("INSERT INTO item (value) VALUES ($1)", {thread % 2 == 0 ? "kept" : "lost"});
          if (thread % 4 == 1) throw std::runtime_error("changed my mind");
          if (thread % 4 == 3) db.change("INSERT INTO item (value) VALUES (NULL)");
        });
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "changed my mind");
        ++refused;
      } catch (const Bug& bug) {
        EXPECT_THAT(bug.what(), HasSubstr("NOT NULL constraint failed"));
        ++refused;
      }
    }
  });
  EXPECT_EQ(refused, threads * each / 2);
  EXPECT_EQ(count("item"), threads * each / 2);
  EXPECT_EQ(count("item WHERE value = 'lost'"), 0);
}

TEST_F(SqliteThreads, LetsAConditionalUpdateWinExactlyOnce) {
  for (int step = 1; step <= 20; ++step) {
    std::atomic<int> winners = 0;
    std::latch start(8);
    in_threads(8, [&](int) {
      start.arrive_and_wait();
      const auto changed = database().write([&](Write& db) {
        return db.change("UPDATE counter SET value = $1 WHERE value < $1", {step});
      });
      winners += static_cast<int>(changed);
    });
    EXPECT_EQ(winners, 1) << "step " << step;
  }
}

TEST_F(SqliteThreads, IsUnavailableWhileAnotherProgramHoldsTheLock) {
  const auto patient = open_sqlite(file(), {.lock_patience = std::chrono::milliseconds{20}});
  database().write([&](Write&) {
    std::thread([&] {
      try {
        patient->write([](Write& db) { db.change("INSERT INTO item (value) VALUES ('x')"); });
        ADD_FAILURE() << "two writers at once";
      } catch (const Unavailable& unavailable) {
        EXPECT_THAT(unavailable.what(), HasSubstr("locked by another program"));
      }
      EXPECT_TRUE(
          patient->read([](Read& db) { return db.find_all("SELECT * FROM item"); }).empty());
    }).join();
  });
  patient->write([](Write& db) { db.change("INSERT INTO item (value) VALUES ('x')"); });
  EXPECT_EQ(count("item"), 1);
}

TEST_F(SqliteThreads, ReadsOneStateThroughoutATransaction) {
  database().read([&](Read& db) {
    const auto before = db.find_all("SELECT id FROM item").size();
    std::thread([&] { add_item("meanwhile"); }).join();
    EXPECT_EQ(db.find_all("SELECT id FROM item").size(), before);
  });
  EXPECT_EQ(count("item"), 1);
}

TEST_F(SqliteThreads, IsUnavailableWhenAllReadersAreBusy) {
  reopen({.reader_patience = std::chrono::milliseconds{20}, .most_readers = 1});
  database().read(
      [&](Read&) { std::thread([&] { EXPECT_THROW((void)count("item"), Unavailable); }).join(); });
  EXPECT_EQ(count("item"), 0);
}

TEST_F(SqliteThreads, ReadsInManyThreadsWithFewConnections) {
  reopen({.most_readers = 2});
  add_item("x");
  in_threads(8, [&](int) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(count("item"), 1);
  });
}

}  // namespace
}  // namespace sallyport::db
