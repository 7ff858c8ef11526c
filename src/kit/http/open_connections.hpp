// How many connections are open, in total, from each address, and from each network: ten times what
// one address may have.
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
    Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)), peer_(other.peer_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_ != nullptr) of_->give_back(peer_);
    }

   private:
    friend class OpenConnections;
    Place(OpenConnections& of, std::optional<Address> peer) : of_(&of), peer_(peer) {}
    OpenConnections* of_;
    std::optional<Address> peer_;  // none: counted in the total only
  };

  /// Nothing when there is no room.
  static constexpr std::size_t network_factor = 10;

  [[nodiscard]] std::optional<Place> take(const Address& peer, Count);

  /// False when some are still open at the deadline.
  bool wait_until_none(std::chrono::steady_clock::time_point deadline);

 private:
  void give_back(const std::optional<Address>& peer);

  const std::size_t most_;
  const std::size_t most_per_address_;
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t open_ = 0;
  std::map<Address, std::size_t> open_from_;
  std::map<Address, std::size_t> open_in_network_;
};

}  // namespace sallyport::http
