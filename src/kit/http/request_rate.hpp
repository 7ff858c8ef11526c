// How many requests came from each address and each network in the present minute.
//
// In memory, for this process alone: a write to the database for each request would cost more than
// most requests do. Several nodes together let through as many times the limit.
// Why: docs/decisions/0022-limits.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "base/address.hpp"
#include "base/time.hpp"

namespace sallyport::http {

/// Safe to call from several threads.
class RequestRate {
 public:
  /// A network (IPv4 /24, IPv6 /48) has `network_factor` times what one address (IPv6: /64) has.
  static constexpr std::int64_t network_factor = 10;
  /// Addresses that are remembered; what comes beyond them in one minute is not counted by address.
  static constexpr std::size_t most_addresses = 100'000;

  explicit RequestRate(std::int64_t most_per_minute) : most_(most_per_minute) {}

  /// Counts a request. When it is one too many: how long until the next minute.
  [[nodiscard]] std::optional<std::chrono::seconds> count(const Address& sender, Time now);

 private:
  const std::int64_t most_;
  std::mutex mutex_;  // guards what follows
  Time minute_;
  std::map<Address, std::int64_t> by_address_;
  std::map<Address, std::int64_t> by_network_;
};

}  // namespace sallyport::http
