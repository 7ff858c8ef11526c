#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/history/history.hpp"
#include "core/session/gate.hpp"
#include "core/session/session.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::session {
namespace {

constexpr std::string_view columns =
    "SELECT s.id, s.account_id, a.email, a.language, s.level, s.factor, s.organisation_id,"
    " s.return_to, s.user_agent, s.address, s.created_at, s.last_seen_at, s.expires_at,"
    " s.password_confirmed_at, s.factor_confirmed_at, s.mail_confirmed_at, s.new_browser,"
    " s.new_place, s.shared FROM session s JOIN account a ON a.id = s.account_id";
constexpr std::string_view alive =
    "s.ended_at IS NULL AND s.expires_at > $1 AND s.last_seen_at > $2"
    " AND s.password_version = a.password_version";

Unusual unusual_of(const db::Row& row) {
  if (row.boolean("new_browser")) return Unusual::browser;
  return row.boolean("new_place") ? Unusual::place : Unusual::nothing;
}

Session session_of(const db::Row& row) {
  const auto language = row.maybe_text("language");
  return {.id = row.id<SessionId>("id"),
          .account = row.id<AccountId>("account_id"),
          .email = row.email("email"),
          .language = language ? text::language_of_tag(*language) : std::nullopt,
          .level = row.integer("level") == 2 ? Level::second_factor : Level::password,
          .factor = row.maybe_text("factor").value_or(""),
          .organisation = row.maybe_id<OrganisationId>("organisation_id"),
          .return_to = row.text("return_to"),
          .user_agent = row.text("user_agent"),
          .address = row.text("address"),
          .created_at = row.time("created_at"),
          .last_seen_at = row.time("last_seen_at"),
          .expires_at = row.time("expires_at"),
          .password_confirmed_at = row.maybe_time("password_confirmed_at"),
          .factor_confirmed_at = row.maybe_time("factor_confirmed_at"),
          .mail_confirmed_at = row.maybe_time("mail_confirmed_at"),
          .unusual = unusual_of(row),
          .shared = row.boolean("shared")};
}

std::string_view word(Ended why) {
  switch (why) {
    case Ended::logged_off:
      return "logged off";
    case Ended::by_owner:
      return "by its owner";
    case Ended::replaced:
      return "too many sessions";
    case Ended::access_ended:
      return "access ended";
    case Ended::browser_forgotten:
      return "browser forgotten";
    case Ended::factor_added:
      return "second factor activated";
    case Ended::factor_removed:
      return "second factor removed";
    case Ended::factors_reset:
      return "second factors reset";
    case Ended::password_changed:
      return "password changed";
    case Ended::objected:
      return "this was not me";
  }
  throw Bug("every end of a session has a word");
}

std::string_view column_of(Proof proof) {
  switch (proof) {
    case Proof::password:
      return "password_confirmed_at";
    case Proof::factor:
      return "factor_confirmed_at";
    case Proof::mailed_code:
      return "mail_confirmed_at";
  }
  throw Bug("every proof has a column");
}

/// So long after a press the same form may be pressed again.
constexpr std::chrono::seconds second_press{10};

Secret fresh_token(crypto::Random& random) { return Secret{to_base64url(random.bytes(32))}; }
db::Bytes digest_of(std::string_view token) { return db::Bytes{crypto::sha256(token)}; }

Secret renew_token(db::Write& db, const audit::Deed& deed, SessionId id) {
  Secret token = fresh_token(deed.random);
  db.change(
      "UPDATE session SET token_hash = $2, previous_token_hash = NULL, renewed_at = NULL"
      " WHERE id = $1 AND ended_at IS NULL",
      {id, digest_of(token.reveal())});
  return token;
}

/// Whether there were too many.
bool end_oldest(db::Write& db, const audit::Deed& deed, AccountId account,
                const policy::Lifetimes& lifetimes) {
  const auto sessions = all(db, account, lifetimes, deed.now);
  for (std::size_t i = static_cast<std::size_t>(most_sessions); i < sessions.size(); ++i) {
    end(db, deed, account, sessions[i].id, Ended::replaced);
  }
  return sessions.size() > static_cast<std::size_t>(most_sessions);
}

}  // namespace

Result<Opened, NotOpened> pass_gate(db::Write& db, const audit::Deed& deed,
                                    const attempt::Attempt& attempt, bool has_factor,
                                    const Arrival& arrival, const policy::Lifetimes& lifetimes) {
  if (has_factor && !attempt.factor) return fail(NotOpened::factor_missing);
  // Looks up again that the password and the access are unchanged, in the statement that ends the
  // attempt.
  if (!attempt::finish(db, attempt, deed.now)) return fail(NotOpened::attempt_over);

  Secret token = fresh_token(deed.random);
  const auto memberships = contact::memberships(db, attempt.email);
  check(!memberships.empty(), "an attempt that could be finished has an organisation");
  std::optional<OrganisationId> organisation;
  if (memberships.size() == 1) {  // M15: there is nothing to choose, so this is the choice
    const contact::Membership& only = memberships.front();
    organisation = only.organisation;
    contact::remember_chosen(db, only.scope(), only.contact, deed.now);
  }
  const auto level = attempt.factor ? Level::second_factor : Level::password;
  db.change(
      "INSERT INTO session (id, token_hash, account_id, password_version, level, factor,"
      " organisation_id, return_to, user_agent, address, created_at, last_seen_at, expires_at,"
      " shared, attempt_id)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14)",
      {crypto::fresh_id_in_order<SessionId>(deed.random, deed.now), digest_of(token.reveal()),
       attempt.account, attempt.password_version, static_cast<std::int64_t>(level), attempt.factor,
       organisation, attempt.return_to, arrival.user_agent, arrival.address, deed.now,
       deed.now + (attempt.shared ? lifetimes.shared : lifetimes.overall), attempt.shared,
       attempt.id});
  history::record(db, deed,
                  {.account = attempt.account,
                   .outcome = history::Outcome::signed_in,
                   .factor = attempt.factor.value_or(""),
                   .user_agent = arrival.user_agent,
                   .address = arrival.address});
  audit::record(db, deed, audit::Event::signed_in,
                {.account = attempt.account,
                 .organisation = organisation,
                 .detail = level == Level::second_factor ? "second factor" : "password alone"});
  const bool replaced = end_oldest(db, deed, attempt.account, lifetimes);

  auto session = find(db, token.reveal(), lifetimes, deed.now);
  check(session.has_value(), "a session that was just opened can be found");
  return Opened{.token = std::move(token), .session = std::move(*session), .replaced = replaced};
}

std::optional<Session> find(db::Read& db, std::string_view token,
                            const policy::Lifetimes& lifetimes, Time now) {
  const auto row = db.find_one(fmt::format("{} WHERE {} AND s.token_hash = $3", columns, alive),
                               {now, now - lifetimes.idle, digest_of(token)});
  if (!row) return std::nullopt;
  return session_of(*row);
}

std::optional<Session> find_just_renewed(db::Read& db, std::string_view token,
                                         const policy::Lifetimes& lifetimes, Time now) {
  const auto row =
      db.find_one(fmt::format("{} WHERE {} AND s.previous_token_hash = $3 AND s.renewed_at > $4",
                              columns, alive),
                  {now, now - lifetimes.idle, digest_of(token), now - second_press});
  if (!row) return std::nullopt;
  return session_of(*row);
}

std::optional<Session> find_over(db::Read& db, std::string_view token) {
  const auto row =
      db.find_one(fmt::format("{} WHERE s.token_hash = $1", columns), {digest_of(token)});
  if (!row) return std::nullopt;
  return session_of(*row);
}

bool is_alive_of(db::Read& db, AttemptId attempt, const policy::Lifetimes& lifetimes, Time now) {
  return db
      .find_one(fmt::format("SELECT 1 AS one FROM session s JOIN account a ON a.id = s.account_id"
                            " WHERE {} AND s.attempt_id = $3",
                            alive),
                {now, now - lifetimes.idle, attempt})
      .has_value();
}

std::vector<Session> all(db::Read& db, AccountId account, const policy::Lifetimes& lifetimes,
                         Time now) {
  std::vector<Session> sessions;
  for (const db::Row& row :
       db.find_all(fmt::format("{} WHERE {} AND s.account_id = $3"
                               " ORDER BY s.last_seen_at DESC, s.created_at DESC, s.id",
                               columns, alive),
                   {now, now - lifetimes.idle, account})) {
    sessions.push_back(session_of(row));
  }
  return sessions;
}

bool seen_is_old(const Session& session, Time now) {
  return now - session.last_seen_at >= std::chrono::minutes{1};
}

void mark_seen(db::Write& db, SessionId id, Time now) {
  db.change("UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2", {id, now});
}

bool end(db::Write& db, const audit::Deed& deed, AccountId account, SessionId id, Ended why) {
  const auto ended = db.change(
      "UPDATE session SET ended_at = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL",
      {id, account, deed.now});
  if (ended == 0) return false;
  audit::record(db, deed,
                why == Ended::logged_off ? audit::Event::signed_off : audit::Event::session_ended,
                {.account = account, .detail = std::string{word(why)}});
  return true;
}

std::int64_t end_others(db::Write& db, const audit::Deed& deed, AccountId account,
                        std::optional<SessionId> kept, Ended why) {
  std::int64_t ended = 0;
  for (const db::Row& row : db.find_all(
           "SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL", {account})) {
    const auto id = row.id<SessionId>("id");
    if (kept && id == *kept) continue;
    if (end(db, deed, account, id, why)) ++ended;
  }
  return ended;
}

void settle_in(db::Write& db, SessionId id, std::optional<BrowserId> browser, Unusual unusual) {
  db.change("UPDATE session SET browser_id = $2, new_browser = $3, new_place = $4 WHERE id = $1",
            {id, browser, unusual == Unusual::browser, unusual == Unusual::place});
}

void end_in_browser(db::Write& db, const audit::Deed& deed, AccountId account, BrowserId browser) {
  for (const db::Row& row :
       db.find_all("SELECT id FROM session WHERE account_id = $1 AND browser_id = $2"
                   " AND ended_at IS NULL",
                   {account, browser})) {
    end(db, deed, account, row.id<SessionId>("id"), Ended::browser_forgotten);
  }
}

Secret choose_organisation(db::Write& db, const audit::Deed& deed, const Session& session,
                           const contact::Membership& membership) {
  db.change("UPDATE session SET organisation_id = $2 WHERE id = $1 AND ended_at IS NULL",
            {session.id, membership.organisation});
  contact::remember_chosen(db, membership.scope(), membership.contact, deed.now);
  audit::record(db, deed, audit::Event::organisation_chosen,
                {.account = session.account,
                 .organisation = membership.organisation,
                 .contact = membership.contact});
  Secret token = fresh_token(deed.random);
  // Further presses come under the token before the first, and do not make it last longer.
  db.change(
      "UPDATE session SET token_hash = $2,"
      " previous_token_hash = CASE WHEN renewed_at > $4 THEN previous_token_hash"
      " ELSE token_hash END,"
      " renewed_at = CASE WHEN renewed_at > $4 THEN renewed_at ELSE $3 END"
      " WHERE id = $1 AND ended_at IS NULL",
      {session.id, digest_of(token.reveal()), deed.now, deed.now - second_press});
  return token;
}

Secret raise_level(db::Write& db, const audit::Deed& deed, const Session& session,
                   std::string_view factor) {
  db.change(
      "UPDATE session SET level = 2, factor = $2, factor_confirmed_at = $3"
      " WHERE id = $1 AND ended_at IS NULL",
      {session.id, factor, deed.now});
  return renew_token(db, deed, session.id);
}

Secret keep_after_password_change(db::Write& db, const audit::Deed& deed, const Session& session,
                                  std::int64_t password_version) {
  db.change("UPDATE session SET password_version = $2 WHERE id = $1 AND ended_at IS NULL",
            {session.id, password_version});
  return renew_token(db, deed, session.id);
}

void confirm(db::Write& db, const audit::Deed& deed, const Session& session, Proof proof) {
  db.change(fmt::format("UPDATE session SET {} = $2 WHERE id = $1", column_of(proof)),
            {session.id, deed.now});
}

void forget_return_to(db::Write& db, SessionId id) {
  db.change("UPDATE session SET return_to = '' WHERE id = $1", {id});
}

std::int64_t outlive_set_back(db::Write& db, const policy::Lifetimes& lifetimes, Time before,
                              Time now) {
  const std::int64_t over = db.change(
      "UPDATE session SET ended_at = $1"
      " WHERE ended_at IS NULL AND (expires_at <= $2 OR last_seen_at <= $3)",
      {now, before, before - lifetimes.idle});
  db.change(
      "UPDATE session SET last_seen_at = $1, password_confirmed_at = NULL,"
      " factor_confirmed_at = NULL, mail_confirmed_at = NULL"
      " WHERE ended_at IS NULL AND last_seen_at > $1",
      {now});
  db.change("UPDATE session SET expires_at = $1 WHERE ended_at IS NULL AND expires_at > $1",
            {now + lifetimes.overall});
  return over;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM session WHERE expires_at < $1", {now - std::chrono::days{30}});
}

}  // namespace sallyport::session
