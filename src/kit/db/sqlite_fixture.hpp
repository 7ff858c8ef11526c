// What the tests of the SQLite driver share: a file in a folder of its own with two small tables.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kit/db/sqlite.hpp"

namespace sallyport::db {

class Sqlite : public testing::Test {
 protected:
  Sqlite() : folder_(made_folder()) {
    reopen({});
    database().write([](Write& db) {
      db.change("CREATE TABLE item (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT");
      db.change("CREATE TABLE counter (value INTEGER NOT NULL) STRICT");
      db.change("INSERT INTO counter VALUES (0)");
    });
  }
  ~Sqlite() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  Database& database() { return *database_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "database"; }

  void close() { database_.reset(); }
  void reopen(const SqliteOptions& options) {
    close();
    database_ = open_sqlite(file(), options);
  }

  void add_item(std::string_view value) {
    database().write(
        [&](Write& db) { db.change("INSERT INTO item (value) VALUES ($1)", {value}); });
  }
  std::int64_t count(std::string_view from) {
    const auto sql = "SELECT count(*) AS number FROM " + std::string{from};
    return database().read([&](Read& db) { return db.find_one(sql)->integer("number"); });
  }
  std::string integrity() {
    return database().read(
        [](Read& db) { return db.find_one("PRAGMA integrity_check")->text("integrity_check"); });
  }

  template <class Work>
  static void in_threads(int count, Work work) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < count; ++thread) threads.emplace_back(work, thread);
    for (auto& thread : threads) thread.join();
  }

 private:
  static std::filesystem::path made_folder() {
    std::string name = std::filesystem::temp_directory_path() / "sallyport-test-XXXXXX";
    return ::mkdtemp(name.data());
  }

  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace sallyport::db
