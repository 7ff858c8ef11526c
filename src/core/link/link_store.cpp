#include "base/encoding.hpp"
#include "core/link/link.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::link {
namespace {

std::string_view word(Purpose purpose) {
  switch (purpose) {
    case Purpose::set_password:
      return "set_password";
  }
  throw Bug("every purpose of a link has a word");
}

std::optional<Link> found(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Link{.id = row->id<LinkId>("id"),
              .account = row->id<AccountId>("account_id"),
              .password_version = row->integer("password_version")};
}

}  // namespace

Secret make(db::Write& db, const audit::Deed& deed, Purpose purpose, AccountId account,
            std::int64_t password_version, std::chrono::seconds lifetime) {
  Secret token{to_base64url(deed.random.bytes(32))};
  db.change(
      "UPDATE link SET expires_at = $3 WHERE account_id = $1 AND purpose = $2"
      " AND used_at IS NULL AND expires_at > $3",
      {account, word(purpose), deed.now});
  db.change(
      "INSERT INTO link (id, token_hash, purpose, account_id, password_version, created_at, "
      "expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {crypto::fresh_id<LinkId>(deed.random), db::Bytes{crypto::sha256(token.reveal())},
       word(purpose), account, password_version, deed.now, deed.now + lifetime});
  return token;
}

std::optional<Link> find(db::Read& db, Purpose purpose, std::string_view token, Time now) {
  return found(db.find_one(
      "SELECT l.id, l.account_id, l.password_version FROM link l JOIN account a ON a.id = "
      "l.account_id"
      " WHERE l.token_hash = $1 AND l.purpose = $2 AND l.used_at IS NULL AND l.expires_at > $3"
      " AND a.password_version = l.password_version",
      {db::Bytes{crypto::sha256(token)}, word(purpose), now}));
}

std::optional<Link> find(db::Read& db, Purpose purpose, LinkId id, Time now) {
  return found(
      db.find_one("SELECT l.id, l.account_id, l.password_version FROM link l JOIN account a ON "
                  "a.id = l.account_id"
                  " WHERE l.id = $1 AND l.purpose = $2 AND l.used_at IS NULL AND l.expires_at > $3"
                  " AND a.password_version = l.password_version",
                  {id, word(purpose), now}));
}

bool use(db::Write& db, Purpose purpose, LinkId id, Time now) {
  return db.change(
             "UPDATE link SET used_at = $3 WHERE id = $1 AND purpose = $2 AND used_at IS NULL"
             " AND expires_at > $3 AND password_version ="
             " (SELECT a.password_version FROM account a WHERE a.id = link.account_id)",
             {id, word(purpose), now}) == 1;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM link WHERE expires_at < $1", {now - std::chrono::days{30}});
}

}  // namespace sallyport::link
