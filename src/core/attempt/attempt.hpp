// Being in mid sign-in: one row for each attempt, with what was proved so far.
//
// Owns    table `attempt`.
// Read    next_step.hpp (the rule), attempt.hpp, attempt_store.cpp.
// Source  requirements R-TX-1 to R-TX-6. The password is never kept: only that this version of it
// was proved.
//
// A row is made when the password was proved; until then a signed cookie is all there is.
#pragma once

#include <optional>
#include <string>

#include "base/email.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "core/policy/policy.hpp"
#include "kit/db/database.hpp"

namespace sallyport::attempt {

struct Attempt {
  AttemptId id;
  std::int64_t generation = 0;
  AccountId account;
  Email email;
  std::int64_t password_version = 0;
  std::optional<std::string> factor;
  std::int64_t wrong_codes = 0;  // spent: one is being looked at, or was wrong
  std::string return_to;
  bool shared = false;  // on a computer that others use too: the browser is not remembered
  Time created_at;
  Time ends_at;
};

/// Wrong codes after which an attempt is over.
inline constexpr std::int64_t most_wrong_codes = 5;

/// How often the time of an attempt can be had again: as often as WCAG 2.2, 2.2.1 asks at least.
inline constexpr int most_times_more = 10;

/// What a fresh attempt goes on with.
struct Beginning {
  AccountId account;
  std::int64_t password_version = 0;  // that was just proved
  std::string return_to = {};
  bool shared = false;
};

/// A fresh attempt of an account whose password was just proved. Returns the cookie's token.
[[nodiscard]] Secret begin(db::Write&, const audit::Deed&, const Beginning&,
                           const policy::Lifetimes&);

/// The attempt of that cookie, if it is alive: not expired, not finished, the password unchanged,
/// and the address still given access by some organisation.
[[nodiscard]] std::optional<Attempt> find(db::Read&, std::string_view token, Time now);

/// An attempt that was once under that cookie and is over, whatever ended it. It proves nothing;
/// only this browser had the cookie, so it may read again what it had typed.
struct Over {
  AttemptId id;
  AccountId account;
  Email email;
  std::string return_to;
  bool shared = false;
};
[[nodiscard]] std::optional<Over> find_over(db::Read&, std::string_view token, Time now);

/// Until when it could go on if it were given more time now.
[[nodiscard]] Time end_with_more_time(const Attempt&, const policy::Lifetimes&, Time now);
/// Gives it that time, if it is still alive. Returns when it ends now.
[[nodiscard]] Time give_more_time(db::Write&, const Attempt&, const policy::Lifetimes&, Time now);

/// Records a second factor. Nothing if another request was faster or the attempt is no longer
/// alive; otherwise the attempt as it is now, under a new token.
struct Renewed {
  Attempt attempt;
  Secret token;
};
[[nodiscard]] std::optional<Renewed> prove_factor(db::Write&, const audit::Deed&, const Attempt&,
                                                  std::string_view factor);

/// Spends a code before it is looked at. False: most_wrong_codes were spent, maybe all of them at
/// this moment, or the attempt is no longer alive; it must not be looked at.
[[nodiscard]] bool spend_code(db::Write&, AttemptId, Time now);
/// A code that was spent was wrong: with the last one the attempt is over.
void refuse_code(db::Write&, AttemptId, Time now);

/// Takes the attempt out of the way, once; false if another request was faster or it is no longer
/// alive.
[[nodiscard]] bool finish(db::Write&, const Attempt&, Time now);

/// Gives up: the person starts again or logs off.
void abandon(db::Write&, std::string_view token, Time now);

/// It was stopped from elsewhere: by a phone.
void stop(db::Write&, AttemptId, Time now);

/// All of the account that are under way.
void end_all(db::Write&, AccountId, Time now);

void sweep(db::Write&, Time now);

}  // namespace sallyport::attempt
