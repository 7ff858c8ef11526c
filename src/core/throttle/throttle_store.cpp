#include "core/throttle/throttle.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::throttle {
namespace {

std::string digest(const Secret& throttle_key, std::string_view what, std::string_view text) {
  return crypto::hmac_sha256(throttle_key, std::string{what} + "|" + std::string{text});
}

}  // namespace

std::string subject(const Secret& throttle_key, const Email& email) {
  return digest(throttle_key, "email", email.text());
}

std::string subject(const Secret& throttle_key, AccountId account) {
  return digest(throttle_key, "account", account.bytes());
}

std::string subject_by_link(const Secret& throttle_key, AccountId account) {
  return digest(throttle_key, "link", account.bytes());
}

std::string subject(const Secret& throttle_key, BrowserId browser) {
  return digest(throttle_key, "browser", browser.bytes());
}

std::string subject(const Secret& throttle_key, SessionId session) {
  return digest(throttle_key, "session", session.bytes());
}

std::string subject(const Secret& throttle_key, DeviceId device) {
  return digest(throttle_key, "device", device.bytes());
}

std::string subject(const Secret& throttle_key, const Address& sender) {
  return digest(throttle_key, "sender", sender.network(32, 64).text());
}

std::string subject_of_network(const Secret& throttle_key, const Address& sender) {
  return digest(throttle_key, "network", sender.network(24, 48).text());
}

std::string subject(const Secret& throttle_key, const Email& email, const Address& sender) {
  return digest(throttle_key, "lane", email.text() + "|" + sender.network(24, 56).text());
}

std::int64_t count(db::Write& db, const Limit& limit, const std::string& subject, Time now) {
  // One statement: of tries sent together each finds the count that the one before it left.
  const auto row = db.find_one(
      "INSERT INTO throttle (kind, subject, tries, window_ends) VALUES ($1, $2, 1, $4)"
      " ON CONFLICT (kind, subject) DO UPDATE SET"
      " tries = CASE WHEN throttle.window_ends <= $3 THEN 1 ELSE throttle.tries + 1 END,"
      " window_ends = CASE WHEN throttle.window_ends <= $3 THEN $4 ELSE throttle.window_ends END"
      " RETURNING tries",
      {limit.kind, db::Bytes{subject}, now, now + limit.window});
  check(row.has_value(), "an upsert with RETURNING answers a row");
  return row->integer("tries");
}

bool spend(db::Write& db, const Limit& limit, const std::string& subject, Time now) {
  return count(db, limit, subject, now) <= limit.most;
}

bool spend(db::Write& db, const Limit& limit, const std::string& subject, const audit::Deed& deed,
           std::optional<AccountId> of) {
  const std::int64_t tries = count(db, limit, subject, deed.now);
  if (tries == limit.most + 1) {
    audit::record(db, deed, audit::Event::limit_reached,
                  {.account = of, .detail = std::string{limit.kind}});
  }
  return tries <= limit.most;
}

bool left(db::Read& db, const Limit& limit, const std::string& subject, Time now) {
  return tries(db, limit, subject, now) < limit.most;
}

std::int64_t tries(db::Read& db, const Limit& limit, const std::string& subject, Time now) {
  const auto row = db.find_one(
      "SELECT tries FROM throttle WHERE kind = $1 AND subject = $2 AND window_ends > $3",
      {limit.kind, db::Bytes{subject}, now});
  return row ? row->integer("tries") : 0;
}

std::chrono::seconds wait(db::Read& db, const Limit& limit, const std::string& subject, Time now) {
  const auto row = db.find_one(
      "SELECT window_ends FROM throttle"
      " WHERE kind = $1 AND subject = $2 AND window_ends > $3 AND tries >= $4",
      {limit.kind, db::Bytes{subject}, now, limit.most});
  return row ? row->time("window_ends") - now : std::chrono::seconds{0};
}

void give_back(db::Write& db, const Limit& limit, const std::string& subject) {
  db.change("UPDATE throttle SET tries = tries - 1 WHERE kind = $1 AND subject = $2 AND tries > 0",
            {limit.kind, db::Bytes{subject}});
}

void clear(db::Write& db, const Limit& limit, const std::string& subject) {
  db.change("DELETE FROM throttle WHERE kind = $1 AND subject = $2",
            {limit.kind, db::Bytes{subject}});
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM throttle WHERE window_ends <= $1", {now});
  db.change("DELETE FROM sender_guess WHERE window_ends <= $1", {now});
}

}  // namespace sallyport::throttle
