#include "kit/http/workers.hpp"

#include <utility>

namespace sallyport::http {

Workers::Workers(std::size_t threads, std::size_t most_waiting)
    : most_waiting_(most_waiting), bells_(threads), free_(threads) {
  asleep_.reserve(threads);
  for (Bell& bell : bells_) threads_.emplace_back([this, &bell] { work(bell); });
}

bool Workers::try_add(std::function<void()> job) {
  Bell* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    // A job that a free thread is about to take is not waiting.
    if (stopping_ || waiting_.size() >= most_waiting_ + free_) return false;
    waiting_.push_back(std::move(job));
    if (!asleep_.empty()) {
      next = asleep_.back();
      asleep_.pop_back();
      next->rung = true;
    }
  }
  if (next != nullptr) next->changed.notify_one();
  return true;
}

void Workers::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
  }
  for (Bell& bell : bells_) bell.changed.notify_one();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::work(Bell& bell) {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      while (!stopping_ && waiting_.empty()) {
        bell.rung = false;
        asleep_.push_back(&bell);
        bell.changed.wait(lock, [&] { return stopping_ || bell.rung; });
      }
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
