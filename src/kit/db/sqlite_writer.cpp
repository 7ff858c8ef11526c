#include "kit/db/sqlite_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/bug.hpp"

namespace sallyport::db {
namespace {
// So that the first caller of a batch does not wait for an endless one.
constexpr std::size_t most_jobs = 128;
}  // namespace

SqliteWriter::SqliteWriter(std::filesystem::path file, const SqliteOptions& options)
    : file_(std::move(file)),
      options_(options),
      connection_(std::make_unique<SqliteConnection>(file_, Access::write, options_)),
      thread_([this] { loop(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_waits_.notify_one();
  thread_.join();
}

void SqliteWriter::run(const std::function<void(Write&)>& work, Durability durability) {
  Job job{.work = work, .durability = durability, .answer = {}, .failure = nullptr};
  const auto answered = job.answer.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&job);
  }
  work_waits_.notify_one();
  answered.wait();
  if (job.failure) std::rethrow_exception(std::exchange(job.failure, nullptr));
}

void SqliteWriter::loop() {
  std::vector<Job*> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      work_waits_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto end =
          waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_jobs));
      batch.assign(waiting_.begin(), end);
      waiting_.erase(waiting_.begin(), end);
    }
    carry_out(batch);
    for (Job* job : batch) {
      auto answer = std::move(job->answer);  // the job is gone as soon as its caller wakes
      answer.set_value();
    }
  }
}

void SqliteWriter::carry_out(const std::vector<Job*>& jobs) {
  try {
    if (!connection_) {
      connection_ = std::make_unique<SqliteConnection>(file_, Access::write, options_);
    }
    const bool unsynced = std::all_of(jobs.begin(), jobs.end(), [](const Job* job) {
      return job->durability == Durability::unsynced;
    });
    connection_->commit_as(unsynced ? Durability::unsynced : Durability::synced);
    connection_->control("BEGIN IMMEDIATE");
    Write write(*connection_);
    for (Job* job : jobs) carry_out(*job, write);
    connection_->control("COMMIT");
  } catch (const std::exception& failure) {
    // Nothing of the batch was kept. Each caller gets an exception of its own to hold.
    for (Job* job : jobs) job->failure = std::make_exception_ptr(Unavailable(failure.what()));
    if (connection_ && !connection_->rollback()) connection_.reset();
  }
}

void SqliteWriter::carry_out(Job& job, Write& write) {
  connection_->control("SAVEPOINT job");
  try {
    job.work(write);
    if (connection_->owes_a_row()) throw Bug("a foreign key points to a row that was not written");
  } catch (const Unavailable&) {
    // A full or failing disk may have undone the whole transaction: then the whole batch fails with
    // it.
    if (!connection_->in_transaction()) throw;
    job.failure = std::current_exception();
  } catch (...) {
    job.failure = std::current_exception();
  }
  if (!connection_->in_transaction()) {
    throw Unavailable(
        "A failure of the disk undid the transaction. Nothing was changed; try again.");
  }
  if (job.failure) connection_->control("ROLLBACK TO job");
  connection_->control("RELEASE job");
}

}  // namespace sallyport::db
