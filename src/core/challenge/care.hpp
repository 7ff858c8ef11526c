// How careful an account has to be: counters beside its challenges.
//
// Source  docs/pocket-protocol.md, "Modes" and "Limits". What counts is what happened since the
//         last sign-in that was confirmed: whoever has only the password cannot bring that about.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/id.hpp"
#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::challenge {

/// Another browser tried while one was open.
inline constexpr std::chrono::minutes careful_after_two{10};
/// "It's not me".
inline constexpr std::chrono::hours careful_after_report{24};
/// So many unanswered in a row, or rings for nothing, and the phones are no longer rung.
inline constexpr std::int64_t quiet_after = 3;

struct Care {
  std::int64_t bad = 0;
  std::int64_t expired = 0;
  std::int64_t unanswered = 0;
  std::int64_t rings = 0;  // since the last answer
  Time careful_until;
  Time quiet_until;
  Time succeeded_at;

  /// Six digits are asked for.
  [[nodiscard]] bool trouble(Time now) const {
    return bad >= 1 || expired >= 2 || now < careful_until;
  }
  /// Phones are not rung; who opens Pocket still sees what waits.
  [[nodiscard]] bool quiet(bool known_browser, Time now) const {
    return unanswered >= quiet_after || rings >= quiet_after ||
           (!known_browser && now < quiet_until);
  }
};

[[nodiscard]] Care care_of(db::Read&, AccountId);

void note_success(db::Write&, AccountId, Time now);
void note_bad(db::Write&, AccountId);
void note_expired(db::Write&, AccountId);
void note_ring(db::Write&, AccountId);
void note_second_browser(db::Write&, AccountId, Time now);
void note_report(db::Write&, AccountId, Time now);

}  // namespace sallyport::challenge
