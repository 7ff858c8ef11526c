#include "kit/http/workers.hpp"

#include <algorithm>
#include <utility>

namespace sallyport::http {

Workers::Workers(std::size_t threads, std::size_t most_waiting)
    : most_waiting_(most_waiting),
      sleepers_(threads),
      most_woken_(std::max<std::size_t>(threads / 2, 1)),
      free_(threads) {
  asleep_.reserve(threads);
  for (Sleeper& self : sleepers_) threads_.emplace_back([this, &self] { work(self); });
}

bool Workers::try_add(std::function<void()> job) {
  Sleeper* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    // A job that a free thread is about to take is not waiting.
    if (stopping_ || waiting_.size() >= most_waiting_ + free_) return false;
    waiting_.push_back(std::move(job));
    next = sleeper_to_call();
  }
  if (next != nullptr) next->changed.notify_one();
  return true;
}

void Workers::add_woken(std::function<void()> job) {
  Sleeper* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    woken_.push_back(std::move(job));
    // Otherwise who does one now takes it afterwards.
    if (may_take_woken()) next = sleeper_to_call();
  }
  if (next != nullptr) next->changed.notify_one();
}

/// With the lock held.
Workers::Sleeper* Workers::sleeper_to_call() {
  if (asleep_.empty()) return nullptr;
  Sleeper* next = asleep_.back();
  asleep_.pop_back();
  next->called = true;
  return next;
}

void Workers::stop() {
  Jobs dropped;
  Jobs dropped_woken;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
    dropped_woken.swap(woken_);
  }
  for (Sleeper& self : sleepers_) self.changed.notify_one();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::work(Sleeper& self) {
  while (true) {
    std::function<void()> job;
    bool was_woken = false;
    {
      std::unique_lock lock(mutex_);
      while (!stopping_ && waiting_.empty() && !may_take_woken()) {
        self.called = false;
        asleep_.push_back(&self);
        self.changed.wait(lock, [&] { return stopping_ || self.called; });
      }
      if (stopping_) return;
      was_woken = may_take_woken();
      Jobs& from = was_woken ? woken_ : waiting_;
      job = std::move(from.front());
      from.pop_front();
      if (was_woken) ++doing_woken_;
      --free_;
    }
    job();
    job = nullptr;
    const std::lock_guard lock(mutex_);
    if (was_woken) --doing_woken_;
    ++free_;
  }
}

}  // namespace sallyport::http
