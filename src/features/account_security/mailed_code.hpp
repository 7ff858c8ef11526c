// A code mailed to the recorded address of somebody signed in: asked, beside the password, before a
// first second factor on and after the date (rulings, "Sign-in and second factors").
//
// Owns    table `mailed_code`.
//
// Eight digits, for one session, once, for 30 minutes, at most five tries. A new one takes its
// place.
#pragma once

#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/database.hpp"

namespace sallyport::account_security {

inline constexpr std::int64_t most_tries = 5;

/// Eight digits, all equally likely.
[[nodiscard]] Secret fresh_mailed_code(crypto::Random&);
/// "1234 5678", as the email shows it.
[[nodiscard]] std::string in_two_groups(const Secret& code);
/// What was typed without spaces; nothing unless eight digits are left.
[[nodiscard]] std::optional<Secret> read_mailed_code(std::string_view typed);

/// What is kept of it: keyed, and bound to the session.
[[nodiscard]] std::string digest_of(const Secret& key, SessionId, const Secret& code);

void keep_mailed_code(db::Write&, SessionId, const std::string& digest, Time expires_at);
/// Whether one was sent that can still be used.
[[nodiscard]] bool awaits_mailed_code(db::Read&, SessionId, Time now);
/// Spends a try. False: none is left, or there is no code, and the answer must not be looked at.
[[nodiscard]] bool spend_mailed_try(db::Write&, SessionId, Time now);
/// Uses it up; false when the digest is another, or it was used or expired meanwhile.
[[nodiscard]] bool use_mailed_code(db::Write&, SessionId, const std::string& digest, Time now);

void sweep_mailed_codes(db::Write&, Time now);

}  // namespace sallyport::account_security
