// Guessing costs: counters shared in the database, spent before the check.
//
// Owns    table `throttle`.
// Source  requirement list §2.8 (rate limits); a try is spent in one statement before the answer is
// looked
//         at, or guesses sent together would all pass.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/email.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "kit/db/database.hpp"

namespace sallyport::throttle {

/// At most `most` tries within `window`, counted from the first of them.
struct Limit {
  std::string_view kind;
  std::int64_t most = 0;
  std::chrono::seconds window{0};
};

/// Wrong passwords for an address from one network (IPv4 /24, IPv6 /56), so that a stranger
/// elsewhere cannot shut the owner out.
inline constexpr Limit password{"password", 10, std::chrono::minutes{15}};
/// Wrong passwords typed by somebody signed in.
inline constexpr Limit confirmation{"confirmation", 10, std::chrono::minutes{15}};
/// Wrong verification codes of an account.
inline constexpr Limit code{"code", 10, std::chrono::minutes{15}};
/// Wrong verification codes since the last right one; at most 33 keeps a guess below 1 in 10,000.
inline constexpr Limit consecutive_code{"consecutive_code", 33, std::chrono::hours{24 * 3650}};
inline constexpr Limit recovery_code{"recovery_code", 5, std::chrono::hours{1}};
inline constexpr Limit mailed_code{"mailed_code", 10, std::chrono::hours{1}};
inline constexpr Limit mail{"mail", 3, std::chrono::hours{1}};
/// Links for a new password: for an account, and asked for from one network.
inline constexpr Limit link_hour{"link_hour", 3, std::chrono::hours{1}};
inline constexpr Limit link_day{"link_day", 10, std::chrono::hours{24}};
inline constexpr Limit link_network{"link_network", 10, std::chrono::hours{1}};

/// What a counter counts: the keyed digest of an email address in a network, of an account, or of a
/// network.
[[nodiscard]] std::string subject(const Secret& throttle_key, const Email&, const Address&);
[[nodiscard]] std::string subject(const Secret& throttle_key, AccountId);
[[nodiscard]] std::string subject(const Secret& throttle_key, const Address&);  // its network

/// Spends a try. False: there is none left, and the answer must not be looked at.
[[nodiscard]] bool spend(db::Write&, const Limit&, const std::string& subject, Time now);
/// Whether a try is left; spends none.
[[nodiscard]] bool left(db::Read&, const Limit&, const std::string& subject, Time now);
/// After a success: the counter starts anew.
void clear(db::Write&, const Limit&, const std::string& subject);

void sweep(db::Write&, Time now);

}  // namespace sallyport::throttle
