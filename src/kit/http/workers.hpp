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
  /// For what has waited already: never refused, as it was counted where it waited. These go first,
  /// but half of the threads at most do them, so that a thousand at once hinder nobody else.
  void add_woken(std::function<void()> job);
  /// Drops what is waiting and returns when what is being done is done.
  void stop();

 private:
  /// Wakes one thread. The one that fell asleep last is the next: its memory is still in the cache,
  /// and few of many threads grow.
  struct Sleeper {
    std::condition_variable changed;
    bool called = false;
  };

  using Jobs = std::deque<std::function<void()>>;

  [[nodiscard]] bool may_take_woken() const {
    return !woken_.empty() && doing_woken_ < most_woken_;
  }
  [[nodiscard]] Sleeper* sleeper_to_call();
  void work(Sleeper&);

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::deque<Sleeper> sleepers_;
  std::vector<Sleeper*> asleep_;
  Jobs waiting_;
  Jobs woken_;
  const std::size_t most_woken_;
  std::size_t doing_woken_ = 0;
  std::size_t free_ = 0;  // threads without a job
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sallyport::http
