// The sign-ins of an account, refused ones too, for its owner to look through.
//
// Owns    table `history`.
// Source  rulings, "Data": addresses of visits are kept for 90 days.
//
// An address that nobody has is recorded like any other, so that a wrong password takes as long for
// it (R-ENUM-1); the next sweep forgets such rows.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::history {

inline constexpr std::chrono::days lifetime{90};
/// Of refused ones no more are kept of an account than this: a stranger may make as many as they
/// like.
inline constexpr std::int64_t most_refused = 200;

enum class Outcome { signed_in, password_refused, factor_refused };

struct NewEntry {
  std::optional<AccountId> account;
  Outcome outcome = Outcome::signed_in;
  std::string factor = {};
  std::string user_agent = {};
  std::string address = {};
};
void record(db::Write&, const audit::Deed&, const NewEntry&);

struct Entry {
  HistoryId id;
  Time at;
  Outcome outcome = Outcome::signed_in;
  std::string factor;
  std::string user_agent;
  std::string address;
};

/// The newest first: at most `most`, after the first `skipped`.
[[nodiscard]] std::vector<Entry> entries(db::Read&, AccountId, std::int64_t skipped,
                                         std::int64_t most);
/// A place in the list that is sorted by time, and in one second by id.
struct Before {
  Time at;
  std::string id = {};  // 16 bytes; empty: all of that second are on the other side
};
/// The newest before that place that made no use of `factor`, at most `most`.
[[nodiscard]] std::vector<Entry> entries_before(db::Read&, AccountId, const Before&,
                                                std::string_view factor, std::int64_t most);
/// Nothing when it is not there or another account's.
[[nodiscard]] std::optional<Entry> find(db::Read&, AccountId, HistoryId);

/// Whether the account signed in during the 90 days before, but never from the network of that
/// address (IPv4 /16, IPv6 /32).
[[nodiscard]] bool is_new_place(db::Read&, AccountId, const Address&, Time now);

void sweep(db::Write&, Time now);

}  // namespace sallyport::history
