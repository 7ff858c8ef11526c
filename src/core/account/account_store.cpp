#include "core/account/account.hpp"

#include <fmt/format.h>

namespace sallyport::account {
namespace {

constexpr std::string_view columns =
    "id, email, password_hash, password_version, password_set_at, language, last_factor,"
    " signed_in_at";

Account account_of(const db::Row& row) {
  const auto language = row.maybe_text("language");
  return {.id = row.id<AccountId>("id"),
          .email = row.email("email"),
          .password_hash = row.maybe_text("password_hash"),
          .password_version = row.integer("password_version"),
          .password_set_at = row.maybe_time("password_set_at"),
          .language = language ? text::language_of_tag(*language) : std::nullopt,
          .last_factor = row.maybe_text("last_factor").value_or(""),
          .signed_in_at = row.maybe_time("signed_in_at")};
}

std::optional<Account> found(std::optional<db::Row> row) {
  if (!row) return std::nullopt;
  return account_of(*row);
}

}  // namespace

std::optional<Account> find(db::Read& db, const Email& email) {
  return found(
      db.find_one(fmt::format("SELECT {} FROM account WHERE email = $1", columns), {email}));
}

std::optional<Account> find(db::Read& db, AccountId id) {
  return found(db.find_one(fmt::format("SELECT {} FROM account WHERE id = $1", columns), {id}));
}

std::optional<Account> nearest(db::Read& db, const Email& email) {
  return found(db.find_one(
      fmt::format("SELECT {} FROM account WHERE email = COALESCE("
                  "(SELECT email FROM account WHERE email >= $1 ORDER BY email LIMIT 1),"
                  " (SELECT email FROM account ORDER BY email DESC LIMIT 1))",
                  columns),
      {email}));
}

Account find_or_add(db::Write& db, const audit::Deed& deed, const Email& email) {
  db.change(
      "INSERT INTO account (id, email, created_at) VALUES ($1, $2, $3)"
      " ON CONFLICT (email) DO NOTHING",
      {crypto::fresh_id<AccountId>(deed.random), email, deed.now});
  auto account = find(db, email);
  check(account.has_value(), "an account that was just added can be found");
  return std::move(*account);
}

bool set_password(db::Write& db, AccountId id, std::int64_t password_version,
                  const std::string& hash, Time now) {
  return db.change(
             "UPDATE account SET password_hash = $3, password_version = password_version + 1,"
             " password_set_at = $4 WHERE id = $1 AND password_version = $2",
             {id, password_version, hash, now}) == 1;
}

bool bring_password(db::Write& db, AccountId id, const std::string& hash, Time now) {
  return db.change(
             "UPDATE account SET password_hash = $2, password_version = password_version + 1,"
             " password_set_at = $3"
             " WHERE id = $1 AND password_hash IS NULL AND password_set_at IS NULL",
             {id, hash, now}) == 1;
}

std::int64_t count_brought_passwords(db::Read& db) {
  return db.find_one("SELECT COUNT(*) AS number FROM account WHERE password_hash LIKE '2$%'")
      ->integer("number");
}

void revoke_password(db::Write& db, AccountId id) {
  db.change(
      "UPDATE account SET password_hash = NULL, password_version = password_version + 1"
      " WHERE id = $1",
      {id});
}

void renew_hash(db::Write& db, AccountId id, std::int64_t password_version,
                const std::string& hash) {
  db.change("UPDATE account SET password_hash = $3 WHERE id = $1 AND password_version = $2",
            {id, password_version, hash});
}

void demand_factor(db::Write& db, AccountId id, Time now) {
  db.change("UPDATE account SET factor_demanded_at = $2 WHERE id = $1", {id, now});
}

std::optional<Time> factor_demanded_at(db::Read& db, AccountId id) {
  const auto row = db.find_one("SELECT factor_demanded_at FROM account WHERE id = $1", {id});
  return row ? row->maybe_time("factor_demanded_at") : std::nullopt;
}

void end_demand(db::Write& db, AccountId id) {
  db.change("UPDATE account SET factor_demanded_at = NULL WHERE id = $1", {id});
}

void remember_sign_in(db::Write& db, AccountId id, Time now) {
  db.change("UPDATE account SET signed_in_at = $2 WHERE id = $1", {id, now});
}

void remember_factor(db::Write& db, AccountId id, std::string_view factor) {
  db.change("UPDATE account SET last_factor = $2 WHERE id = $1", {id, factor});
}

void choose_language(db::Write& db, AccountId id, text::Language language) {
  db.change("UPDATE account SET language = $2 WHERE id = $1", {id, text::tag(language)});
}

}  // namespace sallyport::account
