#include "kit/http/open_connections.hpp"

namespace sallyport::http {
namespace {

// Who has one IPv6 address has the /64 around it.
Address address_of(const Address& peer) { return peer.network(32, 64); }
Address network_of(const Address& peer) { return peer.network(24, 48); }

std::size_t count_of(const std::map<Address, std::size_t>& counts, const Address& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

void count_down(std::map<Address, std::size_t>& counts, const Address& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

}  // namespace

std::optional<OpenConnections::Place> OpenConnections::take(const Address& peer, Count count) {
  const std::lock_guard lock(mutex_);
  if (open_ >= most_) return std::nullopt;
  if (count == Count::in_total_only) {
    ++open_;
    return Place{*this, std::nullopt};
  }
  if (count_of(open_from_, address_of(peer)) >= most_per_address_ ||
      count_of(open_in_network_, network_of(peer)) >= most_per_address_ * network_factor) {
    return std::nullopt;
  }
  ++open_from_[address_of(peer)];
  ++open_in_network_[network_of(peer)];
  ++open_;
  return Place{*this, peer};
}

void OpenConnections::give_back(const std::optional<Address>& peer) {
  const std::lock_guard lock(mutex_);
  if (peer) {
    count_down(open_from_, address_of(*peer));
    count_down(open_in_network_, network_of(*peer));
  }
  if (--open_ == 0) none_.notify_all();
}

bool OpenConnections::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, deadline, [this] { return open_ == 0; });
}

}  // namespace sallyport::http
