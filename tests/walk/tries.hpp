// How often something may be tried, on paper: the numbers that users and operators are promised.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace sallyport::walk {

/// At most so many within a while, counted from the first; without one, until a right one.
struct Limit {
  const char* name;
  int most;
  std::optional<std::chrono::seconds> within;
};

inline constexpr Limit passwords_in_a_known_browser{"browser", 10, std::chrono::minutes{15}};
inline constexpr Limit passwords_elsewhere{"elsewhere", 100, {}};
inline constexpr Limit passwords_in_a_session{"confirm", 10, std::chrono::minutes{15}};
inline constexpr Limit mailed_codes{"mailed code", 10, std::chrono::hours{1}};
inline constexpr Limit mails_with_codes{"mail", 3, std::chrono::hours{1}};

/// Of a kind of codes: of wrong ones in a while, and in a row.
struct CodeLimits {
  Limit in_a_while;
  Limit in_a_row;
};
inline constexpr CodeLimits app_codes{{"code", 10, std::chrono::minutes{15}}, {"codes", 33, {}}};
inline constexpr CodeLimits recovery_codes{{"recovery", 5, std::chrono::hours{1}},
                                           {"recoveries", 20, {}}};

/// What was tried so far, by whom.
class Tries {
 public:
  [[nodiscard]] bool left(const Limit& limit, const std::string& whose, Time now) const {
    const auto found = counters_.find({limit.name, whose});
    return found == counters_.end() || found->second.is_over(now) ||
           found->second.tries < limit.most;
  }
  /// False: there was none left.
  bool spend(const Limit& limit, const std::string& whose, Time now) {
    Counter& counter = counters_[{limit.name, whose}];
    if (counter.tries == 0 || counter.is_over(now)) {
      counter = {.tries = 0,
                 .ends = limit.within ? std::optional{now + *limit.within} : std::nullopt};
    }
    return ++counter.tries <= limit.most;
  }
  void clear(const Limit& limit, const std::string& whose) { counters_.erase({limit.name, whose}); }

 private:
  struct Counter {
    int tries = 0;
    std::optional<Time> ends;
    [[nodiscard]] bool is_over(Time now) const { return ends && now >= *ends; }
  };
  std::map<std::pair<std::string, std::string>, Counter> counters_;
};

/// Wrong passwords for one address from one network, elsewhere than in a known browser: each is
/// waited for longer.
struct Lane {
  int wrong = 0;
  Time not_before;
  Time forgotten_at;

  void add(Time now) {
    if (now >= forgotten_at) wrong = 0;
    ++wrong;
    const int wait = wrong >= 50 ? 10 : wrong >= 25 ? 5 : wrong >= 9 ? 3 : wrong >= 3 ? 1 : 0;
    not_before = now + std::chrono::seconds{wait};
    forgotten_at = now + std::chrono::hours{24};
  }
};

}  // namespace sallyport::walk
