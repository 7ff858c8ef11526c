#include "kit/push/hosts.hpp"

namespace sallyport::push {
namespace {

constexpr std::size_t enough_refused = 8;
constexpr std::chrono::hours proven_for{24};

}  // namespace

Hosts::Rest Hosts::rest_of(const std::string& origin, const std::string& url, Moment now) const {
  const auto found = hosts_.find(origin);
  if (found == hosts_.end()) return Rest::none;
  const Host& host = found->second;
  const auto refused = host.refused_until.find(url);
  if (now < host.refusing_until || (refused != host.refused_until.end() && now < refused->second)) {
    return Rest::refusing;
  }
  return now < host.silent_until ? Rest::silent : Rest::none;
}

void Hosts::took_one(const std::string& origin, const std::string& url, Moment now) {
  Host& host = hosts_[origin];
  host.last_taken = now;
  host.refused_until.erase(url);
}

void Hosts::refused_one(const std::string& origin, const std::string& url, Moment now) {
  Host& host = hosts_[origin];
  std::erase_if(host.refused_until, [&](const auto& refused) { return refused.second <= now; });
  host.refused_until[url] = now + rest_after_refusals_;
  const bool is_proven = host.last_taken && now - *host.last_taken < proven_for;
  if (!is_proven && host.refused_until.size() >= enough_refused) {
    host.refusing_until = now + rest_after_refusals_;
  }
}

void Hosts::gave_no_answer(const std::string& origin, Moment now) {
  hosts_[origin].silent_until = now + rest_after_silence_;
}

}  // namespace sallyport::push
