#include <algorithm>
#include <array>

#include "core/history/history.hpp"

namespace sallyport::history {
namespace {

struct Word {
  Outcome outcome;
  std::string_view word;
};

constexpr std::array words = {
    Word{Outcome::signed_in, "signed_in"},
    Word{Outcome::password_refused, "password_refused"},
    Word{Outcome::factor_refused, "factor_refused"},
};

std::string_view word_of(Outcome outcome) {
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const Word& row) { return row.outcome == outcome; });
  check(found != words.end(), "every outcome of a sign-in has a word");
  return found->word;
}

Entry entry_of(const db::Row& row) {
  const std::string word = row.text("outcome");
  const auto known =
      std::find_if(words.begin(), words.end(), [&](const Word& of) { return of.word == word; });
  check(known != words.end(), "the outcome of a sign-in is one we know");
  return {.id = row.id<HistoryId>("id"),
          .at = row.time("at"),
          .outcome = known->outcome,
          .factor = row.text("factor"),
          .user_agent = row.text("user_agent"),
          .address = row.text("address")};
}

/// As wide as a provider's network often is: the next address from it is no new place.
std::string place_of(const Address& address) { return address.network(16, 32).text(); }

}  // namespace

void record(db::Write& db, const audit::Deed& deed, const NewEntry& entry) {
  db.change(
      "INSERT INTO history (id, account_id, at, outcome, factor, user_agent, address)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {crypto::fresh_id_in_order<HistoryId>(deed.random, deed.now), entry.account, deed.now,
       word_of(entry.outcome), entry.factor, entry.user_agent, entry.address});
}

std::vector<Entry> entries(db::Read& db, AccountId account, std::int64_t skipped,
                           std::int64_t most) {
  std::vector<Entry> found;
  for (const db::Row& row :
       db.find_all("SELECT id, at, outcome, factor, user_agent, address FROM history"
                   " WHERE account_id = $1 ORDER BY at DESC, id LIMIT $2 OFFSET $3",
                   {account, most, skipped})) {
    found.push_back(entry_of(row));
  }
  return found;
}

std::vector<Entry> entries_before(db::Read& db, AccountId account, const Before& before,
                                  std::string_view factor, std::int64_t most) {
  std::vector<Entry> found;
  for (const db::Row& row :
       db.find_all("SELECT id, at, outcome, factor, user_agent, address FROM history"
                   " WHERE account_id = $1 AND factor <> $4"
                   " AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $5",
                   {account, before.at, db::Bytes{before.id}, factor, most})) {
    found.push_back(entry_of(row));
  }
  return found;
}

std::optional<Entry> find(db::Read& db, AccountId account, HistoryId id) {
  const auto row = db.find_one(
      "SELECT id, at, outcome, factor, user_agent, address FROM history"
      " WHERE id = $1 AND account_id = $2",
      {id, account});
  if (!row) return std::nullopt;
  return entry_of(*row);
}

bool is_new_place(db::Read& db, AccountId account, const Address& address, Time now) {
  const auto rows = db.find_all(
      "SELECT DISTINCT address FROM history WHERE account_id = $1 AND outcome = $2 AND at > $3",
      {account, word_of(Outcome::signed_in), now - lifetime});
  const std::string place = place_of(address);
  return !rows.empty() && std::none_of(rows.begin(), rows.end(), [&](const db::Row& row) {
    const auto known = Address::parse(row.text("address"));
    return known && place_of(*known) == place;
  });
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM history WHERE account_id IS NULL OR at < $1", {now - lifetime});
  for (const db::Row& row : db.find_all("SELECT account_id FROM history WHERE outcome <> $1"
                                        " GROUP BY account_id HAVING COUNT(*) > $2",
                                        {word_of(Outcome::signed_in), most_refused})) {
    db.change(
        "DELETE FROM history WHERE account_id = $1 AND outcome <> $2 AND id NOT IN"
        " (SELECT id FROM history WHERE account_id = $1 AND outcome <> $2"
        "  ORDER BY at DESC, id LIMIT $3)",
        {row.id<AccountId>("account_id"), word_of(Outcome::signed_in), most_refused});
  }
}

}  // namespace sallyport::history
