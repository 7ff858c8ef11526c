// Guessing costs: counters shared in the database, spent before the check.
//
// Owns    tables `throttle` and `sender_guess`.
// Source  requirement list §2.8 (rate limits), NIST SP 800-63B-4 §3.2.2; a try is spent in one
//         statement before the answer is looked at, or guesses sent together would all pass.
// Read    throttle.hpp (a counter with a window), guess.hpp (what a wrong password costs whom).
//
// Counters are kept under keyed digests, for addresses that somebody has and for others alike.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/email.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::throttle {

/// The window of a limit that only a success ends.
inline constexpr std::chrono::hours until_success{24 * 3650};

/// At most `most` tries within `window`, counted from the first of them.
struct Limit {
  std::string_view kind;
  std::int64_t most = 0;
  std::chrono::seconds window{0};

  [[nodiscard]] constexpr bool ends_by_itself() const { return window != until_success; }
};

/// Wrong passwords from a known browser; with one more it is no longer known.
inline constexpr Limit known_browser{"known_browser", 10, std::chrono::minutes{15}};
/// Wrong passwords typed by somebody signed in.
inline constexpr Limit confirmation{"confirmation", 10, std::chrono::minutes{15}};
/// Wrong verification codes.
inline constexpr Limit code{"code", 10, std::chrono::minutes{15}};
/// Wrong verification codes since the last right one; at most 33 keeps a guess below 1 in 10,000.
inline constexpr Limit consecutive_code{"consecutive_code", 33, until_success};
inline constexpr Limit recovery_code{"recovery_code", 5, std::chrono::hours{1}};
inline constexpr Limit consecutive_recovery_code{"consecutive_recovery_code", 20, until_success};
inline constexpr Limit mailed_code{"mailed_code", 10, std::chrono::hours{1}};
inline constexpr Limit mail{"mail", 3, std::chrono::hours{1}};
/// Links for a new password: for an account, and asked for from one address. Past them
/// the page says the same and no email goes out; the newest link goes on working.
inline constexpr Limit link_hour{"link_hour", 3, std::chrono::hours{1}};
inline constexpr Limit link_day{"link_day", 10, std::chrono::hours{24}};
inline constexpr Limit link_network{"link_network", 10, std::chrono::hours{1}};
/// Emails about a sign-in with the password alone on and after the date, from one network. It makes
/// no browser known, so the next one is as new as the one before.
inline constexpr Limit unproved_sign_in{"unproved_sign_in", 1, std::chrono::hours{24}};

/// Invitations that are sent again to one person, whoever asks for it.
inline constexpr Limit invitation_to{"invitation_to", 3, std::chrono::hours{24}};
/// Links from emails that do not open, from one address. They hold 256 bits, so this is for quiet:
/// each is spent before the look, and given back when the link opens.
inline constexpr Limit token{"token", 20, std::chrono::minutes{1}};

/// Linking codes that lead nowhere, and those that were looked up, from one address: a whole office
/// may be behind it on the day of the roll-out.
inline constexpr Limit wrong_linking{"wrong_linking", 5, std::chrono::minutes{10}};
inline constexpr Limit linking{"linking", 60, std::chrono::minutes{1}};
/// Answers of one telephone.
inline constexpr Limit device_answer{"device_answer", 10, std::chrono::minutes{1}};
/// Rings that a phone asks for to see whether they work.
inline constexpr Limit test_ring{"test_ring", 5, std::chrono::minutes{1}};
/// Signatures that do not fit, of one device and from one address.
inline constexpr Limit bad_signature{"bad_signature", 20, std::chrono::hours{1}};

/// What a counter counts for: a keyed digest, so that nobody can be read from the table.
[[nodiscard]] std::string subject(const Secret& throttle_key, const Email&);
[[nodiscard]] std::string subject(const Secret& throttle_key, AccountId);
/// The same account, for who opened a link from one of its emails.
[[nodiscard]] std::string subject_by_link(const Secret& throttle_key, AccountId);
[[nodiscard]] std::string subject(const Secret& throttle_key, BrowserId);
[[nodiscard]] std::string subject(const Secret& throttle_key, SessionId);
[[nodiscard]] std::string subject(const Secret& throttle_key, DeviceId);
/// Who has one IPv6 address has the /64 around it.
[[nodiscard]] std::string subject(const Secret& throttle_key, const Address& sender);
/// The network around a sender (IPv4 /24, IPv6 /48).
[[nodiscard]] std::string subject_of_network(const Secret& throttle_key, const Address& sender);
/// The address that was typed, from the sender's network (IPv4 /24, IPv6 /56).
[[nodiscard]] std::string subject(const Secret& throttle_key, const Email&, const Address& sender);

/// Spends a try. False: there is none left, and the answer must not be looked at.
[[nodiscard]] bool spend(db::Write&, const Limit&, const std::string& subject, Time now);
/// The same; the first that finds none left in a window is recorded.
[[nodiscard]] bool spend(db::Write&, const Limit&, const std::string& subject, const audit::Deed&,
                         std::optional<AccountId> of);
/// Spends a try and answers how many that makes in the present window: each number once, however
/// many are sent together. Above `most` the answer must not be looked at.
[[nodiscard]] std::int64_t count(db::Write&, const Limit&, const std::string& subject, Time now);
/// Whether a try is left; spends none.
[[nodiscard]] bool left(db::Read&, const Limit&, const std::string& subject, Time now);
/// Tries spent in the present window.
[[nodiscard]] std::int64_t tries(db::Read&, const Limit&, const std::string& subject, Time now);
/// How long until a try is left again; zero when there is one now.
[[nodiscard]] std::chrono::seconds wait(db::Read&, const Limit&, const std::string& subject,
                                        Time now);
/// The try was none: what was looked at was right.
void give_back(db::Write&, const Limit&, const std::string& subject);
/// After a success: the counter starts anew.
void clear(db::Write&, const Limit&, const std::string& subject);

void sweep(db::Write&, Time now);

}  // namespace sallyport::throttle
