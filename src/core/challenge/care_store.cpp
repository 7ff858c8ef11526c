#include "core/challenge/care.hpp"

namespace sallyport::challenge {

Care care_of(db::Read& db, AccountId account) {
  const auto row = db.find_one(
      "SELECT bad, expired, unanswered, rings, careful_until, quiet_until, succeeded_at"
      " FROM challenge_care WHERE account_id = $1",
      {account});
  if (!row) return {};
  return {.bad = row->integer("bad"),
          .expired = row->integer("expired"),
          .unanswered = row->integer("unanswered"),
          .rings = row->integer("rings"),
          .careful_until = row->time("careful_until"),
          .quiet_until = row->time("quiet_until"),
          .succeeded_at = row->time("succeeded_at")};
}

void note_success(db::Write& db, AccountId account, Time now) {
  db.change(
      "INSERT INTO challenge_care (account_id, succeeded_at) VALUES ($1, $2)"
      " ON CONFLICT (account_id) DO UPDATE SET bad = 0, expired = 0, unanswered = 0,"
      " rings = 0, careful_until = 0, succeeded_at = excluded.succeeded_at",
      {account, now});
}

void note_bad(db::Write& db, AccountId account) {
  db.change(
      "INSERT INTO challenge_care (account_id, bad) VALUES ($1, 1)"
      " ON CONFLICT (account_id) DO UPDATE SET bad = challenge_care.bad + 1, unanswered = 0,"
      " rings = 0",
      {account});
}

void note_expired(db::Write& db, AccountId account) {
  db.change(
      "INSERT INTO challenge_care (account_id, expired, unanswered) VALUES ($1, 1, 1)"
      " ON CONFLICT (account_id) DO UPDATE SET expired = challenge_care.expired + 1,"
      " unanswered = challenge_care.unanswered + 1",
      {account});
}

void note_ring(db::Write& db, AccountId account) {
  db.change(
      "INSERT INTO challenge_care (account_id, rings) VALUES ($1, 1)"
      " ON CONFLICT (account_id) DO UPDATE SET rings = challenge_care.rings + 1",
      {account});
}

void note_second_browser(db::Write& db, AccountId account, Time now) {
  db.change(
      "INSERT INTO challenge_care (account_id, careful_until) VALUES ($1, $2)"
      " ON CONFLICT (account_id) DO UPDATE SET careful_until = excluded.careful_until"
      " WHERE challenge_care.careful_until < excluded.careful_until",
      {account, now + careful_after_two});
}

void note_report(db::Write& db, AccountId account, Time now) {
  note_bad(db, account);
  db.change("UPDATE challenge_care SET careful_until = $2, quiet_until = $2 WHERE account_id = $1",
            {account, now + careful_after_report});
}

}  // namespace sallyport::challenge
