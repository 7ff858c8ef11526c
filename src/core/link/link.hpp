// Links in letters that work once: 256 random bits, of which only the digest is kept.
//
// Owns    table `link`.
// Source  NIST SP 800-63B-4 §4.2.1; requirements R-RST-1, R-RST-2.
//
// A link is opened before it is used: opening hands it over to one browser, which then holds a key
// of its own in a cookie, so that the secret is out of the address. Opening it again, anywhere,
// takes it out of the hands of the browser before.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::link {

enum class Purpose {
  set_password,    // an invitation
  reset_password,  // for somebody who had one
};

inline constexpr std::chrono::hours invitation_lifetime{72};
inline constexpr std::chrono::minutes reset_lifetime{30};
inline constexpr std::chrono::hours longest_reset_lifetime{24};

/// Wrong codes after which a link no longer works.
inline constexpr std::int64_t most_wrong_codes = 5;

/// A new link; earlier ones of that account stop working, whatever they were for. Returns the token
/// for the address.
[[nodiscard]] Secret make(db::Write&, const audit::Deed&, Purpose, AccountId,
                          std::int64_t password_version);

/// The newest link to replace a password goes on working for its lifetime, though never longer than
/// a day after it was made, even if it had stopped by time: who may not be sent another still has
/// a way.
void renew_newest(db::Write&, AccountId, Time now);

struct Link {
  LinkId id;
  Purpose purpose = Purpose::set_password;
  AccountId account;
  std::int64_t password_version = 0;
  std::optional<std::string> factor;  // proved since it was opened
  Time works_until;  // in the hands that hold it: of a browser, or of whoever has the letter
};

/// The link, if it works at this moment: not used, not expired, the password unchanged, the address
/// still given access by some organisation. Looking at it does not use it up: mail scanners look
/// too.
[[nodiscard]] std::optional<Link> find(db::Read&, Purpose, std::string_view token, Time now);

/// Whether there was a link with that token, whatever its purpose, that no longer works.
[[nodiscard]] bool has_ended(db::Read&, std::string_view token, Time now);

/// The link with that token even if it no longer works: an old letter still tells whom a new one
/// goes to.
[[nodiscard]] std::optional<LinkId> find_even_outdated(db::Read&, Purpose, std::string_view token);
[[nodiscard]] std::optional<AccountId> owner_of(db::Read&, LinkId);

/// Hands the link over to the browser that holds this key: for 10 minutes where there is a password
/// to be replaced, for 30 where there is none yet. False when it no longer works.
[[nodiscard]] bool open(db::Write&, const Link&, std::string_view key, Time now);

/// The link that the browser with this key opened.
[[nodiscard]] std::optional<Link> find_opened(db::Read&, LinkId, std::string_view key, Time now);

/// Whether the browser with this key did not use it in time, and nothing else is wrong with it.
[[nodiscard]] bool ran_out(db::Read&, LinkId, std::string_view key, Time now);

/// Records a second factor, and goes on under a new key. False when another request was faster.
[[nodiscard]] bool prove_factor(db::Write&, LinkId, std::string_view key, std::string_view new_key,
                                std::string_view factor, Time now);
/// Spends a code before it is looked at; prove_factor() gives it back. False: most_wrong_codes were
/// spent, maybe all of them at this moment, or the link no longer works; it must not be looked at.
[[nodiscard]] bool spend_code(db::Write&, LinkId, Time now);
/// A code that was spent was wrong: with the last one the link no longer works.
void refuse_code(db::Write&, LinkId, Time now);

/// Uses it up; false when it no longer works, or lacks the factor that is asked for.
///
///   has_factor  whether the account has a second factor activated, asked in this transaction
[[nodiscard]] bool use(db::Write&, LinkId, std::string_view key, bool has_factor, Time now);

/// Forgets links that stopped working more than a month ago.
void sweep(db::Write&, Time now);

}  // namespace sallyport::link
