#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/link/link.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::link {
namespace {

// What keeps a link working, looked up in the same statement as every change of it.
constexpr std::string_view alive =
    "used_at IS NULL AND expires_at > $1 AND EXISTS"
    " (SELECT 1 FROM account a JOIN contact c ON c.email = a.email AND c.access = 1"
    "  WHERE a.id = link.account_id AND a.password_version = link.password_version)";
// And what keeps it in one browser's hands.
constexpr std::string_view held = "id = $2 AND opened_by = $3 AND opened_until > $1";

constexpr std::string_view columns =
    "id, purpose, account_id, password_version, factor, expires_at, opened_until";

std::string_view word(Purpose purpose) {
  switch (purpose) {
    case Purpose::set_password:
      return "set_password";
    case Purpose::reset_password:
      return "reset_password";
  }
  throw Bug("every purpose of a link has a word");
}

std::chrono::seconds lifetime_of(Purpose purpose) {
  if (purpose == Purpose::set_password) return invitation_lifetime;
  return reset_lifetime;
}

/// How long the browser that opened it may hold it: long enough to think of a password.
std::chrono::minutes opened_lifetime(Purpose purpose) {
  return std::chrono::minutes{purpose == Purpose::set_password ? 30 : 10};
}

db::Bytes digest_of(std::string_view secret) { return db::Bytes{crypto::sha256(secret)}; }

std::optional<Link> found(const std::optional<db::Row>& row, bool opened = false) {
  if (!row) return std::nullopt;
  return Link{.id = row->id<LinkId>("id"),
              .purpose = row->text("purpose") == word(Purpose::set_password)
                             ? Purpose::set_password
                             : Purpose::reset_password,
              .account = row->id<AccountId>("account_id"),
              .password_version = row->integer("password_version"),
              .factor = row->maybe_text("factor"),
              .works_until = opened ? std::min(row->time("expires_at"), row->time("opened_until"))
                                    : row->time("expires_at")};
}

}  // namespace

Secret make(db::Write& db, const audit::Deed& deed, Purpose purpose, AccountId account,
            std::int64_t password_version) {
  Secret token{to_base64url(deed.random.bytes(32))};
  db.change(
      "UPDATE link SET expires_at = $2 WHERE account_id = $1 AND used_at IS NULL"
      " AND expires_at > $2",
      {account, deed.now});
  db.change(
      "INSERT INTO link (id, token_hash, purpose, account_id, password_version, created_at, "
      "expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {crypto::fresh_id<LinkId>(deed.random), digest_of(token.reveal()), word(purpose), account,
       password_version, deed.now, deed.now + lifetime_of(purpose)});
  return token;
}

void renew_newest(db::Write& db, AccountId account, Time now) {
  const auto newest = db.find_one(
      "SELECT id, purpose, created_at FROM link WHERE account_id = $1"
      " ORDER BY created_at DESC, expires_at DESC LIMIT 1",
      {account});
  if (!newest || newest->text("purpose") != word(Purpose::reset_password)) return;
  const Time until =
      std::min<Time>(now + reset_lifetime, newest->time("created_at") + longest_reset_lifetime);
  db.change(
      "UPDATE link SET expires_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at < $2"
      " AND wrong_codes < $3",
      {newest->id<LinkId>("id"), until, most_wrong_codes});
}

std::optional<Link> find(db::Read& db, Purpose purpose, std::string_view token, Time now) {
  return found(
      db.find_one(fmt::format("SELECT {} FROM link WHERE token_hash = $2 AND purpose = $3 AND {}",
                              columns, alive),
                  {now, digest_of(token), word(purpose)}));
}

bool has_ended(db::Read& db, std::string_view token, Time now) {
  return db
      .find_one(fmt::format("SELECT id FROM link WHERE token_hash = $2 AND NOT ({})", alive),
                {now, digest_of(token)})
      .has_value();
}

std::optional<LinkId> find_even_outdated(db::Read& db, Purpose purpose, std::string_view token) {
  const auto row = db.find_one("SELECT id FROM link WHERE token_hash = $1 AND purpose = $2",
                               {digest_of(token), word(purpose)});
  if (!row) return std::nullopt;
  return row->id<LinkId>("id");
}

std::optional<AccountId> owner_of(db::Read& db, LinkId id) {
  const auto row = db.find_one("SELECT account_id FROM link WHERE id = $1", {id});
  if (!row) return std::nullopt;
  return row->id<AccountId>("account_id");
}

bool open(db::Write& db, const Link& link, std::string_view key, Time now) {
  return db.change(fmt::format("UPDATE link SET opened_by = $3, opened_until = $4, factor = NULL"
                               " WHERE id = $2 AND {}",
                               alive),
                   {now, link.id, digest_of(key), now + opened_lifetime(link.purpose)}) == 1;
}

std::optional<Link> find_opened(db::Read& db, LinkId id, std::string_view key, Time now) {
  return found(db.find_one(fmt::format("SELECT {} FROM link WHERE {} AND {}", columns, held, alive),
                           {now, id, digest_of(key)}),
               /*opened=*/true);
}

bool ran_out(db::Read& db, LinkId id, std::string_view key, Time now) {
  return db
      .find_one(
          "SELECT id FROM link WHERE id = $2 AND opened_by = $3 AND used_at IS NULL"
          " AND opened_until <= $1 AND wrong_codes < $4",
          {now, id, digest_of(key), most_wrong_codes})
      .has_value();
}

bool prove_factor(db::Write& db, LinkId id, std::string_view key, std::string_view new_key,
                  std::string_view factor, Time now) {
  return db.change(fmt::format("UPDATE link SET factor = $4, opened_by = $5,"
                               " wrong_codes = wrong_codes - 1"
                               " WHERE factor IS NULL AND {} AND {}",
                               held, alive),
                   {now, id, digest_of(key), factor, digest_of(new_key)}) == 1;
}

bool spend_code(db::Write& db, LinkId id, Time now) {
  return db.change(fmt::format("UPDATE link SET wrong_codes = wrong_codes + 1"
                               " WHERE id = $2 AND wrong_codes < $3 AND {}",
                               alive),
                   {now, id, most_wrong_codes}) == 1;
}

void refuse_code(db::Write& db, LinkId id, Time now) {
  db.change(
      "UPDATE link SET expires_at = $2 WHERE id = $1 AND wrong_codes >= $3 AND expires_at > $2",
      {id, now, most_wrong_codes});
}

bool use(db::Write& db, LinkId id, std::string_view key, bool has_factor, Time now) {
  return db.change(fmt::format("UPDATE link SET used_at = $1"
                               " WHERE (factor IS NOT NULL OR $4 = 0) AND {} AND {}",
                               held, alive),
                   {now, id, digest_of(key), has_factor}) == 1;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM link WHERE expires_at < $1", {now - std::chrono::days{30}});
}

}  // namespace sallyport::link
