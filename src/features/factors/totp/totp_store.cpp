#include "features/factors/totp/totp_store.hpp"

namespace sallyport::totp {
namespace {

crypto::Place place_of(const AuthenticatorId& id) {
  return {.table = "authenticator", .column = "secret", .row = id.bytes()};
}

crypto::Place place_of(const SessionId& id) {
  return {.table = "authenticator_pending", .column = "secret", .row = id.bytes()};
}

template <class SomeId>
Secret opened(const crypto::Sealer& sealer, const db::Row& row, const SomeId& id) {
  auto secret = sealer.open(row.bytes("secret"), place_of(id));
  check(secret.has_value(), "an authenticator's secret opens in its own row with a key we hold");
  return std::move(*secret);
}

Authenticator authenticator_of(const db::Row& row) {
  return {.id = row.id<AuthenticatorId>("id"),
          .name = row.text("name"),
          .created_at = row.time("created_at"),
          .last_used_at = row.maybe_time("last_used_at")};
}

}  // namespace

std::vector<Authenticator> authenticators(db::Read& db, AccountId account) {
  std::vector<Authenticator> all;
  for (const db::Row& row :
       db.find_all("SELECT id, name, created_at, last_used_at FROM authenticator"
                   " WHERE account_id = $1 ORDER BY created_at, id",
                   {account})) {
    all.push_back(authenticator_of(row));
  }
  return all;
}

std::vector<AccountId> owners(db::Read& db) {
  std::vector<AccountId> owners;
  for (const db::Row& row : db.find_all("SELECT DISTINCT account_id FROM authenticator")) {
    owners.push_back(row.id<AccountId>("account_id"));
  }
  return owners;
}

std::optional<Authenticator> find(db::Read& db, AccountId account, AuthenticatorId id) {
  const auto row = db.find_one(
      "SELECT id, name, created_at, last_used_at FROM authenticator WHERE account_id = $1 AND id = "
      "$2",
      {account, id});
  if (!row) return std::nullopt;
  return authenticator_of(*row);
}

std::vector<Key> keys(db::Read& db, const crypto::Sealer& sealer, AccountId account) {
  std::vector<Key> all;
  for (const db::Row& row : db.find_all(
           "SELECT id, secret, last_step FROM authenticator WHERE account_id = $1", {account})) {
    const auto id = row.id<AuthenticatorId>("id");
    all.push_back(
        {.id = id, .secret = opened(sealer, row, id), .last_step = row.integer("last_step")});
  }
  return all;
}

bool use_step(db::Write& db, AccountId account, AuthenticatorId id, Step step, Time now) {
  // The comparison is in the statement, so of two requests with one code only one can win.
  return db.change(
             "UPDATE authenticator SET last_step = $3, last_used_at = $4"
             " WHERE account_id = $1 AND id = $2 AND last_step < $3",
             {account, id, step, now}) == 1;
}

AuthenticatorId add(db::Write& db, const crypto::Sealer& sealer, crypto::Random& random,
                    const NewAuthenticator& fresh, Time now) {
  const auto id = crypto::fresh_id<AuthenticatorId>(random);
  db.change(
      "INSERT INTO authenticator (id, account_id, name, secret, last_step, created_at)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {id, fresh.account, fresh.name, db::Bytes{sealer.seal(fresh.secret, place_of(id), random)},
       fresh.last_step, now});
  return id;
}

bool rename(db::Write& db, AccountId account, AuthenticatorId id, const std::string& name) {
  return db.change("UPDATE authenticator SET name = $3 WHERE account_id = $1 AND id = $2",
                   {account, id, name}) == 1;
}

bool remove(db::Write& db, AccountId account, AuthenticatorId id) {
  return db.change("DELETE FROM authenticator WHERE account_id = $1 AND id = $2", {account, id}) ==
         1;
}

std::int64_t remove_all(db::Write& db, AccountId account) {
  return db.change("DELETE FROM authenticator WHERE account_id = $1", {account});
}

std::optional<Secret> pending(db::Read& db, const crypto::Sealer& sealer, SessionId session,
                              Time now) {
  const auto row = db.find_one(
      "SELECT secret FROM authenticator_pending WHERE session_id = $1 AND expires_at > $2",
      {session, now});
  if (!row) return std::nullopt;
  return opened(sealer, *row, session);
}

Secret pending_or_new(db::Write& db, const crypto::Sealer& sealer, crypto::Random& random,
                      SessionId session, Time now, Time expires_at) {
  const Secret fresh{random.bytes(secret_size)};
  // One that has not expired stays, whoever of two requests comes first.
  db.change(
      "INSERT INTO authenticator_pending (session_id, secret, created_at, expires_at)"
      " VALUES ($1, $2, $3, $4) ON CONFLICT (session_id) DO UPDATE SET secret = excluded.secret,"
      " created_at = excluded.created_at, expires_at = excluded.expires_at"
      " WHERE authenticator_pending.expires_at <= $3",
      {session, db::Bytes{sealer.seal(fresh, place_of(session), random)}, now, expires_at});
  auto kept = pending(db, sealer, session, now);
  check(kept.has_value(), "a pending secret that was just made can be found");
  return std::move(*kept);
}

bool take_pending(db::Write& db, SessionId session, Time now) {
  return db.change("DELETE FROM authenticator_pending WHERE session_id = $1 AND expires_at > $2",
                   {session, now}) == 1;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM authenticator_pending WHERE expires_at <= $1", {now});
}

}  // namespace sallyport::totp
