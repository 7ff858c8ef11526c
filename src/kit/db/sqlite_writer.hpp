// The one thread that writes: it takes all waiting jobs, runs each in a savepoint of one
// transaction, and answers after the commit, so that many callers share one wait for the disk.
#pragma once

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kit/db/sqlite_connection.hpp"

namespace sallyport::db {

/// Safe to call from several threads.
class SqliteWriter {
 public:
  SqliteWriter(std::filesystem::path file, const SqliteOptions&);
  /// Ends after the jobs that were handed in.
  ~SqliteWriter();

  /// Returns when `work` is as durable as that. Rethrows what `work` threw, which undoes only this
  /// job.
  void run(const std::function<void(Write&)>& work, Durability);
  [[nodiscard]] bool is_this_thread() const {
    return std::this_thread::get_id() == thread_.get_id();
  }

 private:
  /// Lives with the caller, who alone holds the failure once it is answered.
  struct Job {
    const std::function<void(Write&)>& work;
    Durability durability;
    std::promise<void> answer;
    std::exception_ptr failure;
  };

  void loop();
  void carry_out(const std::vector<Job*>&);
  void carry_out(Job&, Write&);

  std::filesystem::path file_;
  SqliteOptions options_;
  std::unique_ptr<SqliteConnection>
      connection_;  // the thread's; none after a failure it did not survive

  std::mutex mutex_;  // holds what follows
  std::condition_variable work_waits_;
  std::vector<Job*> waiting_;
  bool stop_ = false;

  std::thread thread_;
};

}  // namespace sallyport::db
