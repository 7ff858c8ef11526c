#include "kit/http/open_connections.hpp"

namespace sallyport::http {

std::optional<OpenConnections::Place> OpenConnections::take(const Address& peer, Count count) {
  std::optional<Address> key;
  // Who has one IPv6 address has the /64 around it.
  if (count == Count::by_address) key = peer.network(32, 64);

  const std::lock_guard lock(mutex_);
  if (open_ >= most_) return std::nullopt;
  if (key) {
    const auto found = open_from_.find(*key);
    if (found != open_from_.end() && found->second >= most_per_address_) return std::nullopt;
    ++open_from_[*key];
  }
  ++open_;
  return Place{*this, key};
}

void OpenConnections::give_back(const std::optional<Address>& key) {
  const std::lock_guard lock(mutex_);
  if (key) {
    const auto found = open_from_.find(*key);
    if (--found->second == 0) open_from_.erase(found);
  }
  if (--open_ == 0) none_.notify_all();
}

bool OpenConnections::wait_until_none(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, deadline, [this] { return open_ == 0; });
}

}  // namespace sallyport::http
