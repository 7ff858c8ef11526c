// A person who may sign in: one e-mail address, one password.
//
// Owns    table `account`.
// Read    account.hpp, account_store.cpp; password_rule.hpp (what a password may not be).
//
// An account says who somebody is. Whether they may come in is for the organisations to say: see
// core/contact.
#pragma once

#include <optional>
#include <string>

#include "base/email.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"
#include "kit/text/text.hpp"

namespace sallyport::account {

struct Account {
  AccountId id;
  Email email;
  std::optional<std::string> password_hash;
  std::int64_t password_version = 0;
  std::optional<Time> password_set_at;
  std::optional<text::Language> language;
  std::string last_factor;           // empty before the first
  std::optional<Time> signed_in_at;  // last; none before the first sign-in that was complete
};

[[nodiscard]] std::optional<Account> find(db::Read&, const Email&);
[[nodiscard]] std::optional<Account> find(db::Read&, AccountId);

/// The account with that address or, when nobody has it, one with an address near it: the same
/// rows are read either way, so that the time does not tell (R-ENUM-1). Nothing only when there
/// are no accounts.
[[nodiscard]] std::optional<Account> nearest(db::Read&, const Email&);

/// The account with that address, made now if there is none.
[[nodiscard]] Account find_or_add(db::Write&, const audit::Deed&, const Email&);

/// Replaces the password if it is still the one of `password_version`; false if it changed
/// meanwhile.
[[nodiscard]] bool set_password(db::Write&, AccountId, std::int64_t password_version,
                                const std::string& hash, Time now);

/// Gives a password that was hashed elsewhere to an account that never had one; false if it has.
/// Links of before no longer count.
[[nodiscard]] bool bring_password(db::Write&, AccountId, const std::string& hash, Time now);

/// How many have such a password still: they have not signed in since.
[[nodiscard]] std::int64_t count_brought_passwords(db::Read&);

/// Takes the password away: the one of before, its links, attempts and sessions no longer count.
void revoke_password(db::Write&, AccountId);

/// The same password, hashed anew with the present cost or key: the version stays.
void renew_hash(db::Write&, AccountId, std::int64_t password_version, const std::string& hash);

/// From now on a second factor is demanded of it, whatever the date: it had one that was reset.
void demand_factor(db::Write&, AccountId, Time now);
/// Since when it is; nothing: by the date alone.
[[nodiscard]] std::optional<Time> factor_demanded_at(db::Read&, AccountId);
/// It has one again.
void end_demand(db::Write&, AccountId);

void remember_sign_in(db::Write&, AccountId, Time now);
void remember_factor(db::Write&, AccountId, std::string_view factor);
void choose_language(db::Write&, AccountId, text::Language);

}  // namespace sallyport::account
