// Where slow hashing is done: a few threads of low priority, with a door that shuts in time.
//
// Owns    the threads. For kit/crypto only.
// Why     more hashes at once than there are cores are slower for everybody (each wants the whole
// cache);
//         and callers who wait too long, or all of them at once, would leave nobody to answer other
//         pages.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace sallyport::crypto {

using Duration = std::chrono::duration<double>;

/// How long new work would wait with `queued` before it, each taking `average`.
[[nodiscard]] Duration expected_wait(std::size_t queued, Duration average, std::size_t lanes);

class HashLanes {
 public:
  static constexpr Duration longest_wait{1.5};
  static constexpr std::size_t most_callers =
      24;  // waiting or being served; the server has 32 workers

  explicit HashLanes(std::size_t lanes);
  ~HashLanes();
  HashLanes(const HashLanes&) = delete;
  HashLanes& operator=(const HashLanes&) = delete;

  /// Runs `work` on a lane and returns when it is done; what it throws comes out here. Throws
  /// Overloaded, and does nothing, when that would take too long.
  void run(const std::function<void()>& work);

 private:
  void serve();
  void admit() const;
  void leave(Duration taken);

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<std::packaged_task<void()>> queue_;
  std::size_t callers_ = 0;
  Duration average_{0};  // of one piece of work, the newest counting most
  bool stopping_ = false;

  std::vector<std::thread> lanes_;
};

}  // namespace sallyport::crypto
