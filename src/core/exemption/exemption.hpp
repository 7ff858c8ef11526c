// People of whom no second factor is demanded yet: an exemption by the operator, until a day, for a
// reason.
//
// Owns    table `exemption`: the last one of each account. Earlier ones stand in the audit log.
// Read    exemption.hpp, exemption_store.cpp; what it does to a person's date: core/policy.
// Source  behaviour M80. Why so: docs/decisions/0023-the-date-of-one-person.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::exemption {

/// A longer one is not an exemption but another date. Granting it again takes another look, and
/// another reason.
inline constexpr std::chrono::days longest{90};

struct Exemption {
  AccountId account;
  Email email;
  Day until;  // over at the beginning of this day
  std::string reason;
  Time granted_at;
  std::optional<Time> ended_at;  // by a command, before its day

  [[nodiscard]] bool is_open(Day today) const { return !ended_at && today < until; }
};

/// In place of an earlier one of the account. `reason` has 1 to 200 letters, `until` lies at most
/// `longest` ahead (checked by the caller).
void grant(db::Write&, const audit::Deed&, AccountId, Day until, const std::string& reason);

/// Before its day; false when there is none that is open.
[[nodiscard]] bool end(db::Write&, const audit::Deed&, AccountId, Day today);

/// The day until which the account's exemption runs; that may be past. Nothing when there is none
/// or it was ended.
[[nodiscard]] std::optional<Day> until(db::Read&, AccountId);

/// The last one of each account, open or over, by day.
[[nodiscard]] std::vector<Exemption> all(db::Read&);

/// Forgets those that have been over for 90 days, with their reasons (R-PRIV-2).
void sweep(db::Write&, Time now);

}  // namespace sallyport::exemption
