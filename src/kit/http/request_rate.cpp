#include "kit/http/request_rate.hpp"

namespace sallyport::http {
namespace {

bool is_too_many(std::map<Address, std::int64_t>& counts, const Address& key, std::int64_t most) {
  const auto found = counts.find(key);
  if (found != counts.end()) return ++found->second > most;
  if (counts.size() < RequestRate::most_addresses) counts.emplace(key, 1);
  return most < 1;
}

}  // namespace

std::optional<std::chrono::seconds> RequestRate::count(const Address& sender, Time now) {
  const Time minute = std::chrono::floor<std::chrono::minutes>(now);
  const std::lock_guard lock(mutex_);
  if (minute != minute_) {
    minute_ = minute;
    by_address_.clear();
    by_network_.clear();
  }
  const bool address = is_too_many(by_address_, sender.network(32, 64), most_);
  const bool network = is_too_many(by_network_, sender.network(24, 48), most_ * network_factor);
  if (!address && !network) return std::nullopt;
  return minute + std::chrono::minutes{1} - now;
}

}  // namespace sallyport::http
