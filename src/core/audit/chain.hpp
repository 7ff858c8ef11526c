// The chain of the audit log: each entry's hash covers the one before, so that no entry can be
// changed, taken out or put in unnoticed.
//
// Owns    tables `audit_seal`, `audit_checkpoint`, `audit_truncation`.
// Source  requirement R-AUD-1. The canonical form is described in docs/audit-format.md; an outsider
//         can verify an export by that page alone, so what is written here is never changed.
// Read    audit.hpp, chain.hpp (the form), chain_store.cpp, checkpoint_file.hpp, verify.hpp.
//
// Canonical form, all of it text:
//     canonical   = *netstring                    ; one for each field, in the order below
//     netstring   = length ":" *OCTET ","         ; length decimal, without leading zeros
//     commitment  = SHA-256 of canonical(salt, address, words)
//     entry       = canonical(id, position, at, event, actor, account, organisation, contact,
//                             detail, request, commitment)
//     entry hash  = SHA-256 of "sallyport audit entry 1" LF canonical(previous hash, sequence)
//     entry checkpoint  = "sallyport audit checkpoint 1" LF canonical(number, sequence, hash, at,
//     key) truncation  = "sallyport audit truncation 1" LF canonical(sequence, position, number,
//     hash,
//                                                               at, key)
// Hashes and salts are lower-case hex, ids as everywhere (26 letters), numbers decimal, times in
// seconds since 1970 UTC; what there is not is the empty text. The entry before the first has the
// hash of 64 zeros.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "core/audit/audit.hpp"
#include "kit/crypto/keys.hpp"
#include "kit/db/database.hpp"

namespace sallyport::audit {

/// An event as it stands in the database, which may have been tampered with: so nothing here is
/// taken for more than bytes.
struct Recorded {
  std::string id;
  std::int64_t position = 0;
  std::int64_t at = 0;
  std::string event;
  std::string actor;
  std::string account;  // empty: none, like all below
  std::string organisation;
  std::string contact;
  std::string detail;
  std::string request;
  std::string commitment;  // to its personal values
};

/// What tells who somebody is, beside the event, so that it can be forgotten.
struct Personal {
  std::optional<std::string> salt;  // none: from before the chain, bound to nothing
  std::string address;
  std::string words;
};

[[nodiscard]] std::string canonical(std::initializer_list<std::string> fields);
[[nodiscard]] std::string commitment_to(std::string_view salt, std::string_view address,
                                        std::string_view words);
[[nodiscard]] std::string entry_hash(std::string_view previous_hash, std::int64_t sequence,
                                     const Recorded&);

/// Where the chain ends, or where an export or what is left of it begins.
struct End {
  std::int64_t sequence = 0;
  std::string hash = std::string(32, '\0');
  std::int64_t position = 0;
};

/// One link of the chain.
struct Seal {
  std::int64_t sequence = 0;
  std::string event_id;
  std::string hash;
  std::int64_t position = 0;
};

/// A signed statement of what the chain was at a moment.
struct Checkpoint {
  std::int64_t number = 0;
  std::int64_t sequence = 0;
  std::string hash;
  std::int64_t at = 0;
  std::int64_t key_version = 0;
  std::string signature;

  bool operator==(const Checkpoint&) const = default;
};

/// A signed statement that what came before was removed, its time being over.
struct Truncation {
  std::int64_t sequence = 0;  // the last one removed
  std::int64_t position = 0;
  std::int64_t checkpoint = 0;  // the last one removed
  std::string hash;
  std::int64_t at = 0;
  std::int64_t key_version = 0;
  std::string signature;
};

[[nodiscard]] std::string signed_text(const Checkpoint&);
[[nodiscard]] std::string signed_text(const Truncation&);

// Sealing: what was recorded and is not in the chain yet.

[[nodiscard]] End end_of_chain(db::Read&);
/// In order, at most `most`.
[[nodiscard]] std::vector<Recorded> unsealed(db::Read&, const End&, std::int64_t most);
[[nodiscard]] std::vector<Seal> seals_of(const End&, const std::vector<Recorded>&);
/// False when somebody else has lengthened the chain since `end` was read.
bool append(db::Write&, const End&, const std::vector<Seal>&);

// Checkpoints: every 60 seconds or 1,000 entries, when there is something new.

[[nodiscard]] bool checkpoint_due(db::Read&, Time now);
/// Nothing when there is nothing new.
std::optional<Checkpoint> add_checkpoint(db::Write&, const crypto::Keys& signing_keys, Time now);
/// Those with a higher number, in order, at most `most`.
[[nodiscard]] std::vector<Checkpoint> checkpoints_after(db::Read&, std::int64_t number,
                                                        std::int64_t most);
inline constexpr std::int64_t most_checkpoints = 10'000'000;  // one a minute for 19 years

/// Of the newest checkpoint; 0 when there is none.
[[nodiscard]] std::int64_t newest_number(db::Read&);

// Retention (R-PRIV-2).

/// Removes at most `most` sealed entries recorded before `before`, behind a signed truncation. How
/// many.
std::int64_t truncate(db::Write&, const crypto::Keys& signing_keys, Time before, Time now,
                      std::int64_t most);
[[nodiscard]] std::optional<Truncation> newest_truncation(db::Read&);
/// Forgets who it was of events recorded before then, at most `most`. How many.
std::int64_t forget_persons(db::Write&, Time before, std::int64_t most);
/// Forgets it of all events so far that concern the account, and records that if there was any. Of
/// how many.
std::int64_t forget_person(db::Write&, const Deed&, AccountId);

}  // namespace sallyport::audit
