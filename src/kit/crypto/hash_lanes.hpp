// Where slow hashing is done: a few threads of low priority, with a door that shuts in time.
//
// Owns    the threads. For kit/crypto only.
// Why     more hashes at once than there are cores are slower for everybody (each wants the whole
//         cache); and callers who wait too long, or all of them at once, would leave nobody to
//         answer other pages.
//
// A caller takes a place first, and is turned away before anything was done when
//     waiting × time of one hash ÷ lanes ≥ longest_wait,
// or when its share is taken: whoever is not trusted shares two thirds of the places, and one
// network gets half of these at most. The trusted are served first, the others by turns, a network
// after the other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kit/crypto/password_hash.hpp"

namespace sallyport::crypto {

using Duration = std::chrono::duration<double>;

/// How long new work would wait with `waiting` before it, each taking `average`.
[[nodiscard]] Duration expected_wait(std::size_t waiting, Duration average, std::size_t lanes);

class HashLanes {
 public:
  HashLanes(std::size_t lanes, const HashQueue&);
  ~HashLanes();
  HashLanes(const HashLanes&) = delete;
  HashLanes& operator=(const HashLanes&) = delete;

  /// Room for one caller, given back when it goes.
  class Place {
   public:
    Place(Place&& other) noexcept
        : lanes_(std::exchange(other.lanes_, nullptr)), asker_(std::move(other.asker_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (lanes_ != nullptr) lanes_->give_back(asker_);
    }

   private:
    friend class HashLanes;
    Place(HashLanes& lanes, HashAsker asker) : lanes_(&lanes), asker_(std::move(asker)) {}
    HashLanes* lanes_;
    HashAsker asker_;
  };

  /// Throws Overloaded, and does nothing, when there is no room.
  [[nodiscard]] Place take(HashAsker);

  /// Runs `work` on a lane and returns when it is done; what it throws comes out here.
  void run(const Place&, const std::function<void()>& work);

  /// Pieces of work so far, and those that wait for a lane.
  [[nodiscard]] std::uint64_t done() const;
  [[nodiscard]] std::size_t waiting() const;

 private:
  using Task = std::packaged_task<void()>;
  void serve();
  void admit(const HashAsker&);
  [[nodiscard]] std::chrono::seconds come_back_after();
  void give_back(const HashAsker&);
  [[nodiscard]] std::optional<Task> next();
  void learn(Duration taken);

  const HashQueue queue_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<Task> trusted_tasks_;
  std::map<std::string, std::deque<Task>> tasks_of_;  // by network; none is empty
  std::deque<std::string> turns_;  // the networks in tasks_of_, the next one first
  std::size_t trusted_ = 0;        // places taken
  std::size_t others_ = 0;
  std::map<std::string, std::size_t> others_from_;
  Duration average_{0};  // of one piece of work, the newest counting most
  std::chrono::steady_clock::time_point next_return_;  // of who is sent away next
  std::uint64_t done_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> lanes_;
};

}  // namespace sallyport::crypto
