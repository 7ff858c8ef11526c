// What all proofs share, at sign-in and within a session: a try is spent before the look, the slow
// work is done outside any transaction, and success counts only if the recording transaction says
// so.
#pragma once

#include <functional>
#include <optional>

#include "base/secret.hpp"
#include "core/account/account.hpp"
#include "core/throttle/throttle.hpp"
#include "site/factor.hpp"
#include "site/pause.hpp"
#include "site/site.hpp"

namespace sallyport::site {

/// The factors that the account has activated, the last used first (M9). One that only helps out
/// beside another comes last, used or not: it is for need.
[[nodiscard]] std::vector<Factor*> ways_of(db::Read&, const Site&, AccountId);
/// The one that an address names; null when it is none of them.
[[nodiscard]] Factor* way_called(const std::vector<Factor*>& ways, std::string_view name);
/// As templates/ways.html lists them; `page` is where a way is asked for.
[[nodiscard]] std::vector<templates::Model> rows_of(
    const std::vector<Factor*>& ways, const std::function<std::string(const Factor&)>& page);

/// Whose tries are counted together: a known browser's, a session's, and of who opened a link from
/// an email by themselves; all others by the account, so that nobody can use up the owner's.
struct Guesser {
  AccountId account;
  std::optional<BrowserId> browser = {};
  std::optional<SessionId> session = {};
  bool by_link = false;
  std::string asker = {};  // what is to be proved, see site::Answer
};

enum class Outcome {
  proved,
  refused,
  paused,      // too many were wrong before: the answer was not looked at
  over,        // the attempt or the link has no code left: the answer was not looked at
  incomplete,  // nothing was spent
};

/// What the page that asks adds to the trial of an answer; each runs in a transaction of the trial.
struct Trial {
  /// With the tries, before the look. False: what the answer is for is over.
  std::function<bool(db::Write&)> spend = [](db::Write&) { return true; };
  /// After the factor counted its code. False: the proof does not count after all (the attempt is
  /// over, another request was faster).
  std::function<bool(db::Write&)> on_success;
  /// Records a wrong answer.
  std::function<void(db::Write&)> on_failure;
};

/// Hashes what was typed and compares. Takes as long for an account that is not there, or has no
/// password, as for one that has.
[[nodiscard]] crypto::PasswordVerdict judge_password(const Site&,
                                                     const std::optional<account::Account>&,
                                                     const Secret& typed);
/// The same, on a place that was taken before.
[[nodiscard]] crypto::PasswordVerdict judge_password(const Site&, const crypto::HashPlace&,
                                                     const std::optional<account::Account>&,
                                                     const Secret& typed);

/// Tries an answer to a second factor.
[[nodiscard]] Outcome try_factor(const Site&, Factor&, const Guesser&, const http::Form&,
                                 const audit::Deed&, const Trial&);

/// Why answers to that factor are not looked at, and for how long. Nothing: they are.
[[nodiscard]] std::optional<Pause> pause_of(db::Read&, const Site&, const Factor&, const Guesser&,
                                            Time now);

}  // namespace sallyport::site
