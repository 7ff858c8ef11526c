// Plain threads that do jobs in the order they came.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sallyport::http {

/// Safe to call from several threads.
class Workers {
 public:
  Workers(std::size_t threads, std::size_t most_waiting);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when too many are waiting already. A job must not throw.
  [[nodiscard]] bool try_add(std::function<void()> job);
  /// Drops what is waiting and returns when what is being done is done.
  void stop();

 private:
  /// Wakes one thread. The one that fell asleep last is the next: its memory is still in the cache,
  /// and few of many threads grow.
  struct Bell {
    std::condition_variable changed;
    bool rung = false;
  };

  void work(Bell&);

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::deque<Bell> bells_;
  std::vector<Bell*> asleep_;
  std::deque<std::function<void()>> waiting_;
  std::size_t free_ = 0;  // threads without a job
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sallyport::http
