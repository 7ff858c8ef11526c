#include "kit/crypto/hash_lanes.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kit/crypto/password_hash.hpp"

namespace sallyport::crypto {
namespace {

constexpr double weight_of_newest = 0.2;

// Pages go before hashes, but something else that keeps the machine busy must not starve them
// (docs/decisions: "Hash lanes at nice 10").
constexpr int niceness = 10;

void lower_priority() {
  // On Linux the "process" of setpriority is a thread; making oneself nicer is always allowed.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

}  // namespace

Duration expected_wait(std::size_t queued, Duration average, std::size_t lanes) {
  return average * static_cast<double>(queued) / static_cast<double>(lanes);
}

HashLanes::HashLanes(std::size_t lanes) {
  for (std::size_t i = 0; i < std::max<std::size_t>(lanes, 1); ++i) {
    lanes_.emplace_back([this] { serve(); });
  }
}

HashLanes::~HashLanes() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& lane : lanes_) lane.join();
}

void HashLanes::admit() const {
  const Duration wait = expected_wait(queue_.size(), average_, lanes_.size());
  if (callers_ < most_callers && wait < longest_wait) return;
  const auto all_done = expected_wait(callers_, average_, lanes_.size());
  throw Overloaded{std::chrono::seconds{std::max(1L, std::lround(std::ceil(all_done.count())))}};
}

void HashLanes::leave(Duration taken) {
  const std::lock_guard lock(mutex_);
  average_ = average_ == Duration{0} ? taken : average_ + (taken - average_) * weight_of_newest;
  --callers_;
}

void HashLanes::run(const std::function<void()>& work) {
  std::packaged_task<void()> task([this, &work] {
    // Counted out, also by an exception, before the caller hears of it and can come again.
    struct Stay {
      HashLanes& lanes;
      std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
      ~Stay() { lanes.leave(std::chrono::steady_clock::now() - begin); }
    } const stay{*this};
    work();
  });
  std::future<void> done = task.get_future();
  {
    const std::lock_guard lock(mutex_);
    admit();
    ++callers_;
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
  done.get();
}

void HashLanes::serve() {
  lower_priority();
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::packaged_task<void()> task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace sallyport::crypto
