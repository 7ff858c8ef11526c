#include "core/throttle/throttle.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::throttle {

std::string subject(const Secret& throttle_key, const Email& email, const Address& address) {
  return crypto::hmac_sha256(throttle_key, email.text() + "|" + address.network(24, 56).text());
}

std::string subject(const Secret& throttle_key, AccountId account) {
  return crypto::hmac_sha256(throttle_key, account.text());
}

std::string subject(const Secret& throttle_key, const Address& address) {
  return crypto::hmac_sha256(throttle_key, address.network(24, 56).text());
}

bool spend(db::Write& db, const Limit& limit, const std::string& subject, Time now) {
  // One statement: of tries sent together each finds the count that the one before it left.
  const auto row = db.find_one(
      "INSERT INTO throttle (kind, subject, tries, window_ends) VALUES ($1, $2, 1, $4)"
      " ON CONFLICT (kind, subject) DO UPDATE SET"
      " tries = CASE WHEN throttle.window_ends <= $3 THEN 1 ELSE throttle.tries + 1 END,"
      " window_ends = CASE WHEN throttle.window_ends <= $3 THEN $4 ELSE throttle.window_ends END"
      " RETURNING tries",
      {limit.kind, db::Bytes{subject}, now, now + limit.window});
  check(row.has_value(), "an upsert with RETURNING answers a row");
  return row->integer("tries") <= limit.most;
}

bool left(db::Read& db, const Limit& limit, const std::string& subject, Time now) {
  const auto row = db.find_one(
      "SELECT tries FROM throttle WHERE kind = $1 AND subject = $2 AND window_ends > $3",
      {limit.kind, db::Bytes{subject}, now});
  return !row || row->integer("tries") < limit.most;
}

void clear(db::Write& db, const Limit& limit, const std::string& subject) {
  db.change("DELETE FROM throttle WHERE kind = $1 AND subject = $2",
            {limit.kind, db::Bytes{subject}});
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM throttle WHERE window_ends <= $1", {now});
}

}  // namespace sallyport::throttle
