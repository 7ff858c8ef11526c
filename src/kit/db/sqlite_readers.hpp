// Connections to read with, opened as they are needed and then kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kit/db/sqlite_connection.hpp"

namespace sallyport::db {

/// Safe to call from several threads.
class SqliteReaders {
 public:
  SqliteReaders(std::filesystem::path file, const SqliteOptions& options)
      : file_(std::move(file)), options_(options) {}

  /// Runs `work` in a read transaction on this thread. Throws Unavailable when no connection
  /// becomes free in time.
  void run(const std::function<void(Read&)>& work);
  /// Whether this thread is inside `run`.
  [[nodiscard]] bool is_this_thread() const;

 private:
  class Lease;

  std::unique_ptr<SqliteConnection> take();
  void give_back(std::unique_ptr<SqliteConnection>);

  std::filesystem::path file_;
  SqliteOptions options_;

  std::mutex mutex_;  // holds what follows
  std::condition_variable one_left_;
  std::vector<std::unique_ptr<SqliteConnection>>
      idle_;                // the last used is the next, so that few are warm
  std::size_t inside_ = 0;  // how many read now
};

}  // namespace sallyport::db
