// A sign-in that waits for a press on a phone.
//
// Owns    tables `challenge`, `challenge_answer`, `challenge_care`.
// Read    mode.hpp (how it has to be confirmed), challenge.hpp, care.hpp (how careful an account
//         has to be), challenge_store.cpp.
// Source  docs/pocket-protocol.md, "Challenges". An account has at most one that is open; a unique
//         index sees to it. Who asks is the attempt, the session or the link that is to be proved:
//         only that can make use of the answer, once, within a minute.
//
//     open -> approved -> used -> reported             (a day long, after the fact)
//     open -> wrong_number | cancelled | reported | withdrawn | expired
//     approved -> lapsed (by time alone) | reported
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "core/audit/audit.hpp"
#include "core/challenge/mode.hpp"
#include "kit/db/database.hpp"

namespace sallyport::challenge {

inline constexpr std::chrono::seconds lifetime{120};
/// From the answer to the browser's use of it.
inline constexpr std::chrono::seconds use_within{60};
/// So long afterwards it can be said that it was somebody else.
inline constexpr std::chrono::hours report_within{24};
/// How often the phones are rung for one challenge.
inline constexpr std::int64_t most_pushes = 3;

enum class State {
  open,
  approved,
  used,
  wrong_number,
  cancelled,  // by the person, on the phone: "I cancelled"
  reported,   // "It's not me"
  withdrawn,  // by the browser: given up, or proved in another way
  expired,
  lapsed,  // approved, but the browser did not come for it
};

/// "wrong_number": in the database and to devices.
[[nodiscard]] std::string_view name_of(State);

/// What a proof is asked for: the 16 bytes of the id of an attempt, a session or a link.
using Asker = std::string;

struct Challenge {
  ChallengeId id;
  AccountId account;
  Asker asker;
  std::optional<BrowserId> browser;
  std::string nonce;  // 32 bytes
  Mode mode = Mode::press;
  std::string options;
  std::string number;
  std::string context;
  std::string address;  // of the browser, like the user agent
  std::string user_agent;
  State state = State::open;  // as at the time of asking: what ran out is expired or lapsed
  std::int64_t pushes = 0;
  Time created_at;
  Time expires_at;
  std::optional<Time> answered_at;
  std::optional<DeviceId> answered_by;
  std::optional<Time> used_at;
};

struct NewChallenge {
  AccountId account;
  Asker asker;
  std::optional<BrowserId> browser;  // when the account knows it
  bool odd = false;                  // that browser; see mode.hpp
  Policy policy = Policy::adaptive;
  std::string context;
  std::string address;
  std::string user_agent;
};

enum class NotBegun {
  taken,     // another browser's is open: nothing about it is told
  too_many,  // since the last success: codes still work
};
/// Closes what ran out, then begins one, to be confirmed as is fit after all that went before. The
/// same known browser takes the place of its own. Another one that is open makes the account
/// careful.
[[nodiscard]] Result<Challenge, NotBegun> begin(db::Write&, const audit::Deed&,
                                                const NewChallenge&);

[[nodiscard]] std::optional<Challenge> find(db::Read&, ChallengeId, Time now);
/// The newest that this asker began.
[[nodiscard]] std::optional<Challenge> newest_of(db::Read&, AccountId, std::string_view asker,
                                                 Time now);
/// The one that is open, whoever began it.
[[nodiscard]] std::optional<Challenge> open_of(db::Read&, AccountId, Time now);
/// How many were begun since the last success, within the limits; see too_many.
[[nodiscard]] bool too_many(db::Read&, AccountId, Time now);

/// What an answer turns an open challenge into; false when it was not open any more.
[[nodiscard]] bool answer(db::Write&, const Challenge&, State, DeviceId, Time now);
/// Takes an approved one for the proof that it is, once; false when it cannot be taken any more.
[[nodiscard]] bool use(db::Write&, ChallengeId, std::string_view asker, Time now);
/// The browser no longer asks. Given up, it counts as unanswered: or whoever has only the password
/// could begin one after another and none would ever count.
enum class Withdrawn { given_up, proved_otherwise };
void withdraw(db::Write&, std::string_view asker, Withdrawn, Time now);
/// All of an account that are open or approved and not used.
void withdraw_all(db::Write&, AccountId, Time now);
/// Whether it can still be said that it was somebody else: an approved or used one, within a day.
[[nodiscard]] bool can_be_reported(const Challenge&, Time now);
/// After the fact. False: it is too late, or it was reported before.
[[nodiscard]] bool report(db::Write&, const Challenge&, Time now);
/// The phones are rung once more; false when they were often enough, for this one or at all (see
/// care.hpp).
[[nodiscard]] bool push_again(db::Write&, ChallengeId, Time now);

/// What was signed.
struct Evidence {
  ChallengeId challenge;
  DeviceId device;
  Time at;
  std::string public_key;
  std::string statement;
  std::string signature;
  std::string context;
  std::string result;
  std::string address;
};
void keep(db::Write&, const Evidence&);
[[nodiscard]] std::vector<Evidence> evidence_of(db::Read&, ChallengeId);
/// Of the phones of an account, the newest first.
[[nodiscard]] std::vector<Evidence> evidence_of(db::Read&, AccountId, std::int64_t most);

/// The newest of an account, before `before`: at most `most`.
[[nodiscard]] std::vector<Challenge> all(db::Read&, AccountId, Time before, std::int64_t most,
                                         Time now);

/// A place in the list that is sorted by time, and in one second by id.
struct Before {
  Time at;
  std::string id = {};  // 16 bytes; empty: all of that second are on the other side
};
/// The newest before that place, at most `most`; without one that is still open.
[[nodiscard]] std::vector<Challenge> ended_before(db::Read&, AccountId, const Before&,
                                                  std::int64_t most, Time now);

/// Counts those that ran out, and forgets what is past its time: challenges after 90 days, evidence
/// after 400.
void sweep(db::Write&, Time now);

}  // namespace sallyport::challenge
