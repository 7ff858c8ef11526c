#include "features/factors/recovery_code/recovery_code_store.hpp"

namespace sallyport::recovery_code {

void replace(db::Write& db, AccountId account, const std::vector<Hashed>& codes, Time now) {
  remove_all(db, account);
  for (const Hashed& code : codes) {
    db.change(
        "INSERT INTO recovery_code (account_id, lookup, hash, made_at) VALUES ($1, $2, $3, $4)",
        {account, code.lookup, code.hash, now});
  }
}

void remove_all(db::Write& db, AccountId account) {
  db.change("DELETE FROM recovery_code WHERE account_id = $1", {account});
}

std::optional<std::string> find(db::Read& db, AccountId account, std::string_view lookup) {
  const auto row = db.find_one(
      "SELECT hash FROM recovery_code WHERE account_id = $1 AND lookup = $2 AND used_at IS NULL",
      {account, lookup});
  if (!row) return std::nullopt;
  return row->text("hash");
}

bool use(db::Write& db, AccountId account, std::string_view lookup, std::string_view hash,
         Time now) {
  // The hash too: new codes may have been made since it was looked at.
  return db.change(
             "UPDATE recovery_code SET used_at = $4"
             " WHERE account_id = $1 AND lookup = $2 AND hash = $3 AND used_at IS NULL",
             {account, lookup, hash, now}) == 1;
}

std::optional<Stock> stock(db::Read& db, AccountId account) {
  const auto row = db.find_one(
      "SELECT COUNT(*) - COUNT(used_at) AS unused, MAX(made_at) AS made_at, MAX(used_at) AS "
      "last_used_at"
      " FROM recovery_code WHERE account_id = $1",
      {account});
  check(row.has_value(), "a count answers a row");
  if (row->is_null("made_at")) return std::nullopt;
  return Stock{.left = row->integer("unused"),
               .made_at = row->time("made_at"),
               .last_used_at = row->maybe_time("last_used_at")};
}

}  // namespace sallyport::recovery_code
