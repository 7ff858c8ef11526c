// Which push services are left alone for a while, and which subscriptions. For this folder.
//
// Anybody who may link a phone can name a subscription that is refused: one made for another key.
// So a refusal (401, 403) is held against that subscription only, and against the whole service not
// before several different ones were refused and none was taken for a day: then it is we who are
// not known there.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace sallyport::push {

using Moment = std::chrono::steady_clock::time_point;

class Hosts {
 public:
  Hosts(std::chrono::seconds rest_after_refusals, std::chrono::seconds rest_after_silence)
      : rest_after_refusals_(rest_after_refusals), rest_after_silence_(rest_after_silence) {}

  enum class Rest { none, refusing, silent };
  [[nodiscard]] Rest rest_of(const std::string& origin, const std::string& url, Moment now) const;

  void took_one(const std::string& origin, const std::string& url, Moment now);
  void refused_one(const std::string& origin, const std::string& url, Moment now);
  /// Also not at the second try.
  void gave_no_answer(const std::string& origin, Moment now);

  /// How many pushes are under way there; the caller counts.
  std::size_t& under_way(const std::string& origin) { return hosts_[origin].under_way; }

 private:
  struct Host {
    std::size_t under_way = 0;
    std::optional<Moment> last_taken;
    Moment refusing_until;
    Moment silent_until;
    std::map<std::string, Moment> refused_until;  // by URL
  };
  std::chrono::seconds rest_after_refusals_;
  std::chrono::seconds rest_after_silence_;
  std::map<std::string, Host> hosts_;  // by origin
};

}  // namespace sallyport::push
