// What a wrong password costs, from browsers that are not known.
//
//     lane     the address that was typed, from one network: waits that grow. A stranger elsewhere
//              is in another lane than the owner.
//     account  the address that was typed, from everywhere: 100 wrong ones since the last right
//              one, then no more are looked at until its owner comes with a known browser or sets
//              a new password.
//     sender   one IP address, over all addresses that were typed: 30 wrong ones in 5 minutes over
//              five of them or more. Right ones do not count: offices share an address.
//     network  the addresses around it (IPv4 /24, IPv6 /48): ten times as many.
//
// Known browsers have a counter of their own (throttle::known_browser) and meet none of these.
#pragma once

#include <optional>

#include "core/throttle/throttle.hpp"

namespace sallyport::throttle {

/// Wrong passwords in a row from all browsers that are not known.
inline constexpr std::int64_t most_guesses = 100;

/// Of one sender.
struct SenderLimit {
  std::int64_t most = 30;
  std::int64_t accounts = 5;  // fewer: somebody who has forgotten a password or two
  std::chrono::seconds window{std::chrono::minutes{5}};
};
/// A network of senders may guess so many times as much as one.
inline constexpr std::int64_t senders_in_network = 10;

/// Under what a guess is counted.
struct Guess {
  std::string lane;
  std::string account;
  std::string sender;
  std::string network;  // the sender's
  SenderLimit limit;
};
[[nodiscard]] Guess guess_of(const Secret& throttle_key, const Email&, const Address& sender,
                             const SenderLimit&);

enum class Refused {
  lane,     // for some seconds
  account,  // until its owner comes with a known browser, or sets a new password
  sender,   // for some minutes
  network,  // the same
};

/// Why a password is not looked at.
struct Refusal {
  Refused why = Refused::lane;
  std::chrono::seconds wait{0};  // not for `account`
};

/// Nothing: it may be looked at. Spends nothing, so a refused guess costs one look.
[[nodiscard]] std::optional<Refusal> refusal(db::Read&, const Guess&, Time now);

/// What spending a try found.
struct Spent {
  std::optional<Refusal> refusal;  // of a guess that was sent together with others
  std::optional<Refused> reached;  // with this one a limit is reached: for the audit log
};
[[nodiscard]] Spent spend(db::Write&, const Guess&, Time now);

/// The password was right: the lane and the account start anew, and it does not count as a guess
/// of the sender and its network.
void forgive(db::Write&, const Guess&);
/// Its owner came with a known browser, or set a new password.
void forgive_account(db::Write&, const Secret& throttle_key, const Email&);

}  // namespace sallyport::throttle
