// How many connections are open, in total and from each address.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/address.hpp"

namespace sallyport::http {

/// Safe to call from several threads.
class OpenConnections {
 public:
  OpenConnections(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}

  enum class Count { by_address, in_total_only };

  /// Room for one connection, given back when it goes.
  class Place {
   public:
    Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)), key_(other.key_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_ != nullptr) of_->give_back(key_);
    }

   private:
    friend class OpenConnections;
    Place(OpenConnections& of, std::optional<Address> key) : of_(&of), key_(key) {}
    OpenConnections* of_;
    std::optional<Address> key_;
  };

  /// Nothing when there is no room.
  [[nodiscard]] std::optional<Place> take(const Address& peer, Count);

  /// False when some are still open at the deadline.
  bool wait_until_none(std::chrono::steady_clock::time_point deadline);

 private:
  void give_back(const std::optional<Address>& key);

  const std::size_t most_;
  const std::size_t most_per_address_;
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t open_ = 0;
  std::map<Address, std::size_t> open_from_;
};

}  // namespace sallyport::http
