#include "features/account_security/mailed_code.hpp"

namespace sallyport::account_security {

void keep_mailed_code(db::Write& db, SessionId session, const std::string& digest,
                      Time expires_at) {
  db.change(
      "INSERT INTO mailed_code (session_id, digest, expires_at) VALUES ($1, $2, $3)"
      " ON CONFLICT (session_id) DO UPDATE SET digest = excluded.digest, expires_at = "
      "excluded.expires_at,"
      " tries = 0, used_at = NULL",
      {session, db::Bytes{digest}, expires_at});
}

bool awaits_mailed_code(db::Read& db, SessionId session, Time now) {
  return db
      .find_one(
          "SELECT 1 AS found FROM mailed_code WHERE session_id = $1 AND used_at IS NULL"
          " AND expires_at > $2 AND tries < $3",
          {session, now, most_tries})
      .has_value();
}

bool spend_mailed_try(db::Write& db, SessionId session, Time now) {
  return db.change(
             "UPDATE mailed_code SET tries = tries + 1 WHERE session_id = $1 AND used_at IS NULL"
             " AND expires_at > $2 AND tries < $3",
             {session, now, most_tries}) == 1;
}

bool use_mailed_code(db::Write& db, SessionId session, const std::string& digest, Time now) {
  return db.change(
             "UPDATE mailed_code SET used_at = $3 WHERE session_id = $1 AND digest = $2"
             " AND used_at IS NULL AND expires_at > $3",
             {session, db::Bytes{digest}, now}) == 1;
}

void sweep_mailed_codes(db::Write& db, Time now) {
  db.change("DELETE FROM mailed_code WHERE expires_at <= $1", {now});
}

}  // namespace sallyport::account_security
