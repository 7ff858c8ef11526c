#include "kit/crypto/hash_lanes.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "kit/crypto/hash_memory.hpp"

namespace sallyport::crypto {
namespace {

constexpr double weight_of_newest = 0.2;

/// Nobody is asked to stay away for longer.
constexpr std::chrono::seconds longest_return{20};

// Pages go before hashes, but something else that keeps the machine busy must not starve them
// (docs/decisions: "Hash lanes at nice 10").
constexpr int niceness = 10;

/// A lane that had nothing to do for so long gives its memory back.
constexpr std::chrono::seconds memory_kept_for{1};

void lower_priority() {
  // On Linux the "process" of setpriority is a thread; making oneself nicer is always allowed.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

/// Of all places, what is there for those who are not trusted.
std::size_t share_of_others(const HashQueue& queue) { return queue.places * 2 / 3; }

/// Of these, what one network may have: half, but enough to keep all lanes busy.
std::size_t share_of_network(const HashQueue& queue, std::size_t lanes) {
  const std::size_t all = share_of_others(queue);
  return std::max<std::size_t>({all / 2, std::min(lanes + 1, all - 1), 1});
}

}  // namespace

Duration expected_wait(std::size_t waiting, Duration average, std::size_t lanes) {
  return average * static_cast<double>(waiting) / static_cast<double>(lanes);
}

HashLanes::HashLanes(std::size_t lanes, const HashQueue& queue) : queue_(queue) {
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

// Each who is sent away gets a moment of their own behind the one before. Were a thousand told to
// come back in a second, sending them away again would take the time that the hashes need.
std::chrono::seconds HashLanes::come_back_after() {
  using Clock = std::chrono::steady_clock;
  const auto now = Clock::now();
  const auto each =
      std::chrono::duration_cast<Clock::duration>(expected_wait(1, average_, lanes_.size()));
  const auto all_done = now + each * static_cast<long>(trusted_ + others_);
  next_return_ = std::min(std::max(next_return_ + each, all_done), now + longest_return);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(next_return_ - now);
  return std::max(wait, std::chrono::seconds{1});
}

void HashLanes::admit(const HashAsker& asker) {
  const std::size_t taken = trusted_ + others_;
  const std::size_t before = asker.trusted ? trusted_ : taken;
  const std::size_t waiting = before > lanes_.size() ? before - lanes_.size() : 0;
  bool fits = taken < queue_.places &&
              expected_wait(waiting, average_, lanes_.size()) < queue_.longest_wait;
  if (!asker.trusted) {
    const auto same = others_from_.find(asker.network);
    const std::size_t from_there = same == others_from_.end() ? 0 : same->second;
    fits = fits && others_ < share_of_others(queue_) &&
           from_there < share_of_network(queue_, lanes_.size());
  }
  if (fits) return;
  throw Overloaded{come_back_after()};
}

HashLanes::Place HashLanes::take(HashAsker asker) {
  const std::lock_guard lock(mutex_);
  admit(asker);
  if (asker.trusted) {
    ++trusted_;
  } else {
    ++others_from_[asker.network];
    ++others_;
  }
  return Place{*this, std::move(asker)};
}

void HashLanes::give_back(const HashAsker& asker) {
  const std::lock_guard lock(mutex_);
  if (asker.trusted) {
    --trusted_;
    return;
  }
  --others_;
  const auto from = others_from_.find(asker.network);
  if (--from->second == 0) others_from_.erase(from);
}

void HashLanes::learn(Duration taken) {
  const std::lock_guard lock(mutex_);
  average_ = average_ == Duration{0} ? taken : average_ + (taken - average_) * weight_of_newest;
  ++done_;
}

void HashLanes::run(const Place& place, const std::function<void()>& work) {
  Task task([this, &work] {
    // Learned from, also by an exception, before the caller hears of it and can come again.
    struct Watch {
      HashLanes& lanes;
      std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
      ~Watch() { lanes.learn(std::chrono::steady_clock::now() - begin); }
    } const watch{*this};
    work();
  });
  std::future<void> done = task.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (place.asker_.trusted) {
      trusted_tasks_.push_back(std::move(task));
    } else {
      std::deque<Task>& tasks = tasks_of_[place.asker_.network];
      if (tasks.empty()) turns_.push_back(place.asker_.network);
      tasks.push_back(std::move(task));
    }
  }
  wake_.notify_one();
  done.get();
}

std::optional<HashLanes::Task> HashLanes::next() {
  if (!trusted_tasks_.empty()) {
    Task task = std::move(trusted_tasks_.front());
    trusted_tasks_.pop_front();
    return task;
  }
  if (turns_.empty()) return std::nullopt;
  std::string network = std::move(turns_.front());
  turns_.pop_front();
  const auto tasks = tasks_of_.find(network);
  Task task = std::move(tasks->second.front());
  tasks->second.pop_front();
  if (tasks->second.empty()) {
    tasks_of_.erase(tasks);
  } else {
    turns_.push_back(std::move(network));
  }
  return task;
}

void HashLanes::serve() {
  lower_priority();
  HashMemory memory;
  const HashMemory::Use use(memory);
  std::unique_lock lock(mutex_);
  while (true) {
    std::optional<Task> task = next();
    if (!task) {
      if (stopping_) return;
      if (memory.held() == 0) {
        wake_.wait(lock);
      } else if (wake_.wait_for(lock, memory_kept_for) == std::cv_status::timeout) {
        memory.release();
      }
      continue;
    }
    lock.unlock();
    (*task)();
    task.reset();
    lock.lock();
  }
}

std::size_t HashLanes::waiting() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = trusted_tasks_.size();
  for (const auto& [network, tasks] : tasks_of_) count += tasks.size();
  return count;
}

std::uint64_t HashLanes::done() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

}  // namespace sallyport::crypto
