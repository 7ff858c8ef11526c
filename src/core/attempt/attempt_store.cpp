#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/attempt/attempt.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::attempt {
namespace {

// What keeps an attempt alive, looked up in the same statement as every change (R-TX-6).
constexpr std::string_view alive =
    "finished_at IS NULL AND expires_at > $1 AND EXISTS"
    " (SELECT 1 FROM account a JOIN contact c ON c.email = a.email AND c.access = 1"
    "  WHERE a.id = attempt.account_id AND a.password_version = attempt.password_version)";

db::Bytes digest_of(std::string_view token) { return db::Bytes{crypto::sha256(token)}; }

}  // namespace

Secret begin(db::Write& db, const audit::Deed& deed, const Beginning& beginning,
             const policy::Lifetimes& lifetimes) {
  Secret token{to_base64url(deed.random.bytes(32))};
  db.change(
      "INSERT INTO attempt (id, token_hash, account_id, password_version, return_to, shared,"
      " created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {crypto::fresh_id_in_order<AttemptId>(deed.random, deed.now), digest_of(token.reveal()),
       beginning.account, beginning.password_version, beginning.return_to, beginning.shared ? 1 : 0,
       deed.now, deed.now + lifetimes.attempt});
  return token;
}

std::optional<Attempt> find(db::Read& db, std::string_view token, Time now) {
  const auto row = db.find_one(
      fmt::format("SELECT id, generation, account_id, password_version, factor, wrong_codes, "
                  "return_to, shared, created_at, expires_at,"
                  " (SELECT a.email FROM account a WHERE a.id = attempt.account_id) AS email"
                  " FROM attempt WHERE token_hash = $2 AND {}",
                  alive),
      {now, digest_of(token)});
  if (!row) return std::nullopt;
  return Attempt{.id = row->id<AttemptId>("id"),
                 .generation = row->integer("generation"),
                 .account = row->id<AccountId>("account_id"),
                 .email = row->email("email"),
                 .password_version = row->integer("password_version"),
                 .factor = row->maybe_text("factor"),
                 .wrong_codes = row->integer("wrong_codes"),
                 .return_to = row->text("return_to"),
                 .shared = row->boolean("shared"),
                 .created_at = row->time("created_at"),
                 .ends_at = row->time("expires_at")};
}

std::optional<Over> find_over(db::Read& db, std::string_view token, Time now) {
  const auto row = db.find_one(
      "SELECT t.id, t.account_id, a.email, t.return_to, t.shared FROM attempt t JOIN account a ON "
      "a.id = t.account_id"
      " WHERE t.token_hash = $2 AND (t.finished_at IS NOT NULL OR t.expires_at <= $1)",
      {now, digest_of(token)});
  if (!row) return std::nullopt;
  return Over{.id = row->id<AttemptId>("id"),
              .account = row->id<AccountId>("account_id"),
              .email = row->email("email"),
              .return_to = row->text("return_to"),
              .shared = row->boolean("shared")};
}

Time end_with_more_time(const Attempt& attempt, const policy::Lifetimes& lifetimes, Time now) {
  return std::min(now + lifetimes.attempt,
                  attempt.created_at + lifetimes.attempt * (1 + most_times_more));
}

Time give_more_time(db::Write& db, const Attempt& attempt, const policy::Lifetimes& lifetimes,
                    Time now) {
  const Time end = end_with_more_time(attempt, lifetimes, now);
  const auto given = db.change(
      fmt::format("UPDATE attempt SET expires_at = $3 WHERE id = $2 AND expires_at < $3 AND {}",
                  alive),
      {now, attempt.id, end});
  return given == 1 ? end : attempt.ends_at;
}

std::optional<Renewed> prove_factor(db::Write& db, const audit::Deed& deed, const Attempt& attempt,
                                    std::string_view factor) {
  Secret token{to_base64url(deed.random.bytes(32))};
  const auto won = db.change(
      fmt::format("UPDATE attempt SET factor = $4, token_hash = $5, generation = generation + 1"
                  " WHERE id = $2 AND generation = $3 AND factor IS NULL AND {}",
                  alive),
      {deed.now, attempt.id, attempt.generation, factor, digest_of(token.reveal())});
  if (won != 1) return std::nullopt;
  Attempt proved = attempt;
  proved.generation += 1;
  proved.factor = factor;
  return Renewed{.attempt = std::move(proved), .token = std::move(token)};
}

bool spend_code(db::Write& db, AttemptId id, Time now) {
  return db.change(fmt::format("UPDATE attempt SET wrong_codes = wrong_codes + 1"
                               " WHERE id = $2 AND wrong_codes < $3 AND {}",
                               alive),
                   {now, id, most_wrong_codes}) == 1;
}

void refuse_code(db::Write& db, AttemptId id, Time now) {
  db.change(
      "UPDATE attempt SET finished_at = $2"
      " WHERE id = $1 AND wrong_codes >= $3 AND finished_at IS NULL",
      {id, now, most_wrong_codes});
}

bool finish(db::Write& db, const Attempt& attempt, Time now) {
  return db.change(fmt::format("UPDATE attempt SET finished_at = $1, generation = generation + 1"
                               " WHERE id = $2 AND generation = $3 AND {}",
                               alive),
                   {now, attempt.id, attempt.generation}) == 1;
}

void abandon(db::Write& db, std::string_view token, Time now) {
  db.change("UPDATE attempt SET finished_at = $2 WHERE token_hash = $1 AND finished_at IS NULL",
            {digest_of(token), now});
}

void stop(db::Write& db, AttemptId id, Time now) {
  db.change("UPDATE attempt SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL", {id, now});
}

void end_all(db::Write& db, AccountId account, Time now) {
  db.change("UPDATE attempt SET finished_at = $2 WHERE account_id = $1 AND finished_at IS NULL",
            {account, now});
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM attempt WHERE expires_at < $1", {now - std::chrono::days{1}});
}

}  // namespace sallyport::attempt
