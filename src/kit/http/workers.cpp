#include "kit/http/workers.hpp"

#include <utility>

namespace sallyport::http {

Workers::Workers(std::size_t threads, std::size_t most_waiting)
    : most_waiting_(most_waiting), free_(threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

bool Workers::try_add(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    // A job that a free thread is about to take is not waiting.
    if (stopping_ || waiting_.size() >= most_waiting_ + free_) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Workers::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::work() {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
      --free_;
    }
    job();
    job = nullptr;
    const std::lock_guard lock(mutex_);
    ++free_;
  }
}

}  // namespace sallyport::http
