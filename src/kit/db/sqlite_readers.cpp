#include "kit/db/sqlite_readers.hpp"

#include <utility>

namespace sallyport::db {
namespace {
struct OneRead final : Read {
  using Read::Read;
};
}  // namespace

/// A connection for one transaction, given back whatever happens in it.
class SqliteReaders::Lease {
 public:
  explicit Lease(SqliteReaders& readers)
      : readers_(readers), connection_(readers.take()), around_(innermost) {
    innermost = this;
  }
  ~Lease() {
    innermost = around_;
    if (!connection_->rollback()) connection_.reset();
    readers_.give_back(std::move(connection_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  SqliteConnection& operator*() { return *connection_; }
  SqliteConnection* operator->() { return connection_.get(); }

  /// Whether this thread has one of those readers.
  static bool is_held_of(const SqliteReaders& readers) {
    for (const Lease* lease = innermost; lease != nullptr; lease = lease->around_) {
      if (&lease->readers_ == &readers) return true;
    }
    return false;
  }

 private:
  static thread_local const Lease* innermost;

  SqliteReaders& readers_;
  std::unique_ptr<SqliteConnection> connection_;
  const Lease* around_;  // of another database
};

thread_local const SqliteReaders::Lease* SqliteReaders::Lease::innermost = nullptr;

void SqliteReaders::run(const std::function<void(Read&)>& work) {
  Lease lease(*this);
  lease->control("BEGIN");
  OneRead read(*lease);
  work(read);
}

bool SqliteReaders::is_this_thread() const { return Lease::is_held_of(*this); }

std::unique_ptr<SqliteConnection> SqliteReaders::take() {
  {
    std::unique_lock lock(mutex_);
    const bool free = one_left_.wait_for(lock, options_.reader_patience,
                                         [&] { return inside_ < options_.most_readers; });
    if (!free) {
      throw Unavailable("Too many reads of the database at once. Try again in a moment.");
    }
    ++inside_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  try {
    return std::make_unique<SqliteConnection>(file_, Access::read, options_);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
    if (connection) idle_.push_back(std::move(connection));
  }
  one_left_.notify_one();
}

}  // namespace sallyport::db
