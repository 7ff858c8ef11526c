// What becomes of acknowledged writes when the disk is full, fails, or the program is killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <set>

#include "kit/db/sqlite_fixture.hpp"

namespace sallyport::db {
namespace {

using testing::HasSubstr;
using SqliteFault = Sqlite;

std::string unavailable_because(const std::function<void()>& work) {
  try {
    work();
  } catch (const Unavailable& unavailable) {
    return unavailable.what();
  }
  return "available";
}

/// Files of this program can grow no further while this exists: what a failing disk looks like.
class FullQuota {
 public:
  FullQuota() {
    before_signal_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = 0;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullQuota() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }
  FullQuota(const FullQuota&) = delete;
  FullQuota& operator=(const FullQuota&) = delete;

 private:
  rlimit before_{};
  void (*before_signal_)(int) = nullptr;
};

TEST_F(SqliteFault, IsUnavailableOnAFullDiskAndRecoversByItself) {
  reopen({.most_pages = 64});
  const std::string large(20'000, 'x');
  int kept = 0;
  const auto why = unavailable_because([&] {
    for (; kept < 1000; ++kept) add_item(large);
  });
  EXPECT_THAT(why, HasSubstr("disk of the database is full"));
  EXPECT_GT(kept, 0);
  EXPECT_EQ(count("item"), kept);
  EXPECT_EQ(integrity(), "ok");

  database().write([](Write& db) { db.change("DELETE FROM item WHERE id <= 2"); });
  add_item(large);
  EXPECT_EQ(count("item"), kept - 1);
  EXPECT_EQ(integrity(), "ok");
}

TEST_F(SqliteFault, KeepsWhatItAcknowledgedWhenTheDiskFillsUnderManyWriters) {
  reopen({.most_pages = 200});
  const std::string large(20'000, 'x');
  std::atomic<int> acknowledged = 0;
  in_threads(8, [&](int) {
    for (int i = 0; i < 20; ++i) {
      if (unavailable_because([&] { add_item(large); }) == "available") ++acknowledged;
    }
  });
  EXPECT_GT(acknowledged, 0);
  EXPECT_LT(acknowledged, 160);
  EXPECT_EQ(count("item"), acknowledged);
  EXPECT_EQ(integrity(), "ok");
}

TEST_F(SqliteFault, IsUnavailableWhenTheDiskFailsAndRecoversByItself) {
  add_item("before");
  {
    const FullQuota quota;
    EXPECT_THAT(unavailable_because([&] { add_item("lost"); }),
                HasSubstr("disk of the database failed"));
    EXPECT_EQ(count("item"), 1);  // reading goes on
    EXPECT_THAT(unavailable_because([&] { add_item("lost"); }),
                HasSubstr("disk of the database failed"));
  }
  add_item("after");
  EXPECT_EQ(count("item"), 2);
  EXPECT_EQ(count("item WHERE value = 'lost'"), 0);
  EXPECT_EQ(integrity(), "ok");
}

TEST_F(SqliteFault, FailsTheWholeBatchWhenSqliteUndidTheTransaction) {
  // ROLLBACK stands in for SQLite doing so by itself, which depends on when its cache spills.
  const auto why = unavailable_because([&] {
    database().write([](Write& db) {
      db.change("INSERT INTO item (value) VALUES ('lost')");
      db.change("ROLLBACK");
      // Outside a transaction this would be kept whatever happens afterwards.
      EXPECT_THROW(db.change("INSERT INTO item (value) VALUES ('stray')"), Unavailable);
    });
  });
  EXPECT_THAT(why, HasSubstr("Nothing was changed"));
  EXPECT_EQ(count("item"), 0);
  add_item("after");
  EXPECT_EQ(count("item"), 1);
}

/// Adds rows from four threads and tells each number once it is acknowledged, until it is killed.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int telling, int first) {
  const auto database = open_sqlite(file);
  std::vector<std::thread> threads;
  std::atomic<int> next = first;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (;;) {
        const int number = next++;
        database->write([&](Write& db) {
          db.change("INSERT INTO item (id, value) VALUES ($1, 'x')", {number});
        });
        if (::write(telling, &number, sizeof number) != sizeof number) ::_exit(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ::_exit(1);
}

TEST_F(SqliteFault, KeepsEveryAcknowledgedRowThroughKills) {
  std::set<std::int64_t> acknowledged;
  int first = 1;
  for (int round = 0; round < 20; ++round) {
    close();  // no thread of ours may be running when the program forks
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(file(), ends[1], first);
    ::close(ends[1]);

    int number = 0;
    int seen = 0;
    while (::read(ends[0], &number, sizeof number) == sizeof number) {
      acknowledged.insert(number);
      first = std::max(first, number + 100);                // past what was under way
      if (++seen == 5 + round * 7) ::kill(child, SIGKILL);  // and read on what it still told
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";

    reopen({});
    std::set<std::int64_t> stored;
    const auto rows = database().read([](Read& db) { return db.find_all("SELECT id FROM item"); });
    for (const Row& row : rows) stored.insert(row.integer("id"));
    EXPECT_TRUE(
        std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()))
        << "round " << round;
    EXPECT_EQ(integrity(), "ok");
  }
}

}  // namespace
}  // namespace sallyport::db
