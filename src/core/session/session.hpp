// Being signed in: how long, at which level, for which organisation, and how fresh the proofs are.
//
// Owns    table `session`.
// Read    session.hpp, gate.hpp (the only way to get one), session_store.cpp.
// Source  NIST SP 800-63B-4 §5; requirements R-SES-1 to R-SES-8, R-STEP-1.
//
// Nothing here says whether a person may still come in: that is looked up with every request
// (contact::memberships).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "core/contact/contact.hpp"
#include "core/policy/policy.hpp"
#include "kit/db/database.hpp"

namespace sallyport::session {

/// What was out of the ordinary when a session was opened; its owner was told.
enum class Unusual {
  nothing,
  browser,  // not known to the account
  place,    // a known browser, in a network from which the account had not signed in
};

/// What was proved when the session was opened or since; never more than that.
enum class Level { password = 1, second_factor = 2 };

struct Session {
  SessionId id;
  AccountId account;
  Email email;
  std::optional<text::Language> language;
  Level level = Level::password;
  std::string factor;  // by which it reached its level; empty: by none
  std::optional<OrganisationId> organisation;
  std::string return_to;
  std::string user_agent;
  std::string address;
  Time created_at;
  Time last_seen_at;
  Time expires_at;  // however much it is used; sooner on a computer that others use too
  std::optional<Time> password_confirmed_at;
  std::optional<Time> factor_confirmed_at;
  std::optional<Time> mail_confirmed_at;
  Unusual unusual = Unusual::nothing;
  bool shared = false;  // on a computer that others use too: the browser is not remembered
};

/// At most so many sessions of one account; opening one more ends the oldest.
inline constexpr std::int64_t most_sessions = 10;

/// The session of that cookie if it is alive: neither ended nor idle nor expired, the password
/// unchanged.
[[nodiscard]] std::optional<Session> find(db::Read&, std::string_view token,
                                          const policy::Lifetimes&, Time now);
/// The session that the cookie once opened, alive or not. It proves only that a form is its own;
/// nothing is opened by it.
[[nodiscard]] std::optional<Session> find_over(db::Read&, std::string_view token);
/// Whether the session that came of that attempt is alive.
[[nodiscard]] bool is_alive_of(db::Read&, AttemptId, const policy::Lifetimes&, Time now);
/// All of the account that are alive, the last seen first.
[[nodiscard]] std::vector<Session> all(db::Read&, AccountId, const policy::Lifetimes&, Time now);

/// Remembers that it was used; written at most once a minute.
[[nodiscard]] bool seen_is_old(const Session&, Time now);
void mark_seen(db::Write&, SessionId, Time now);

enum class Ended {
  logged_off,
  by_owner,
  replaced,
  access_ended,
  browser_forgotten,
  factor_added,
  factor_removed,
  factors_reset,
  password_changed,
  objected
};

/// False if it had ended before or is another account's.
bool end(db::Write&, const audit::Deed&, AccountId, SessionId, Ended);
/// All of the account but this one. Returns how many.
std::int64_t end_others(db::Write&, const audit::Deed&, AccountId, std::optional<SessionId> kept,
                        Ended);

/// Right after it was opened: the known browser that it lives in, and what was unusual.
void settle_in(db::Write&, SessionId, std::optional<BrowserId>, Unusual);
/// Those that live in a browser which its owner forgot.
void end_in_browser(db::Write&, const audit::Deed&, AccountId, BrowserId);

/// Each of these changes what the session may do, so it goes on under a new token, which is
/// returned.
[[nodiscard]] Secret choose_organisation(db::Write&, const audit::Deed&, const Session&,
                                         const contact::Membership&);
/// The session whose organisation was chosen under this token a moment ago: a second press of the
/// button may have been on its way before the browser had the new token. For that press alone.
[[nodiscard]] std::optional<Session> find_just_renewed(db::Read&, std::string_view token,
                                                       const policy::Lifetimes&, Time now);
/// After a second factor was activated in this session.
[[nodiscard]] Secret raise_level(db::Write&, const audit::Deed&, const Session&,
                                 std::string_view factor);
/// After the person's own password changed in this session.
[[nodiscard]] Secret keep_after_password_change(db::Write&, const audit::Deed&, const Session&,
                                                std::int64_t password_version);

enum class Proof { password, factor, mailed_code };
/// Someone signed in proved again who they are.
void confirm(db::Write&, const audit::Deed&, const Session&, Proof);

/// The person got where they were going.
void forget_return_to(db::Write&, SessionId);

/// The machine's clock said `before` and was then set back. What had run out by then stays over,
/// and what was used or proved since, by that clock, counts from now on. Returns how many are over.
std::int64_t outlive_set_back(db::Write&, const policy::Lifetimes&, Time before, Time now);

void sweep(db::Write&, Time now);

}  // namespace sallyport::session
