#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/browser/browser.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::browser {
namespace {

constexpr std::string_view selected =
    "SELECT id, user_agent, address, known_since, last_used_at FROM browser";

Browser browser_of(const db::Row& row) {
  return {.id = row.id<BrowserId>("id"),
          .user_agent = row.text("user_agent"),
          .address = row.text("address"),
          .known_since = row.time("known_since"),
          .last_used_at = row.time("last_used_at")};
}

std::optional<Browser> found(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return browser_of(*row);
}

db::Bytes digest_of(std::string_view token) { return db::Bytes{crypto::sha256(token)}; }

void forget_beyond(db::Write& db, AccountId account) {
  db.change(
      "DELETE FROM browser WHERE account_id = $1 AND id NOT IN"
      " (SELECT id FROM browser WHERE account_id = $1 ORDER BY last_used_at DESC, id LIMIT $2)",
      {account, most_browsers});
}

/// Two sign-ins in one browser at once bring the same cookie, and the answer of either may come
/// last.
constexpr std::chrono::minutes at_once{1};

/// The present digest of the browser whose cookie another sign-in renewed a moment ago. This one
/// keeps the cookie before: both count, whichever the browser is left with.
std::optional<db::Bytes> just_renewed(db::Read& db, std::string_view token, Time now) {
  const auto row = db.find_one(
      "SELECT token_hash FROM browser"
      " WHERE previous_hash = $1 AND expires_at > $2 AND last_used_at > $3 LIMIT 1",
      {digest_of(token), now, now - at_once});
  if (!row) return std::nullopt;
  return db::Bytes{row->bytes("token_hash")};
}

}  // namespace

std::optional<Browser> find(db::Read& db, std::string_view token, AccountId account, Time now) {
  return found(
      db.find_one(fmt::format("{} WHERE (token_hash = $1 OR previous_hash = $1) AND account_id = $2"
                              " AND expires_at > $3",
                              selected),
                  {digest_of(token), account, now}));
}

std::vector<Browser> all(db::Read& db, AccountId account, Time now) {
  std::vector<Browser> browsers;
  for (const db::Row& row :
       db.find_all(fmt::format("{} WHERE account_id = $1 AND expires_at > $2"
                               " ORDER BY last_used_at DESC, known_since DESC, id",
                               selected),
                   {account, now})) {
    browsers.push_back(browser_of(row));
  }
  return browsers;
}

bool is_known_to_anybody(db::Read& db, std::string_view token, Time now) {
  return db
      .find_one(
          "SELECT 1 AS one FROM browser"
          " WHERE (token_hash = $1 OR previous_hash = $1) AND expires_at > $2 LIMIT 1",
          {digest_of(token), now})
      .has_value();
}

Remembered remember(db::Write& db, const audit::Deed& deed, AccountId account,
                    std::optional<std::string_view> token, const Looks& looks,
                    std::chrono::seconds lasts) {
  Secret fresh{to_base64url(deed.random.bytes(32))};
  db::Bytes fresh_hash = digest_of(fresh.reveal());
  std::optional<db::Bytes> previous_hash;
  if (const auto renewed = token ? just_renewed(db, *token, deed.now) : std::nullopt) {
    fresh = Secret{std::string{*token}};
    fresh_hash = *renewed;
    previous_hash = digest_of(*token);
  } else if (token) {
    db.change(
        "UPDATE browser SET token_hash = $2, previous_hash = $1"
        " WHERE (token_hash = $1 OR previous_hash = $1) AND expires_at > $3",
        {digest_of(*token), fresh_hash, deed.now});
  }
  const auto fresh_id = crypto::fresh_id<BrowserId>(deed.random);
  const auto row = db.find_one(
      "INSERT INTO browser (id, account_id, token_hash, user_agent, address, known_since,"
      " last_used_at, expires_at, previous_hash) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)"
      " ON CONFLICT (token_hash, account_id) DO UPDATE SET"
      " user_agent = CASE WHEN browser.expires_at > $7 THEN browser.user_agent ELSE $4 END,"
      " address = CASE WHEN browser.expires_at > $7 THEN browser.address ELSE $5 END,"
      " last_used_at = CASE WHEN browser.expires_at > $7 THEN browser.last_used_at ELSE $6 END,"
      " expires_at = CASE WHEN browser.expires_at > $7 THEN browser.expires_at ELSE $7 END"
      " RETURNING id",
      {fresh_id, account, fresh_hash, looks.user_agent, looks.address, deed.now, deed.now + lasts,
       previous_hash});
  check(row.has_value(), "an upsert with RETURNING answers a row");
  const auto id = row->id<BrowserId>("id");
  if (id == fresh_id) {
    audit::record(db, deed, audit::Event::browser_remembered, {.account = account});
    forget_beyond(db, account);
  }
  return {.id = id, .token = std::move(fresh)};
}

bool forget(db::Write& db, const audit::Deed& deed, AccountId account, BrowserId id,
            std::string_view why) {
  if (db.change("DELETE FROM browser WHERE id = $1 AND account_id = $2", {id, account}) == 0) {
    return false;
  }
  audit::record(db, deed, audit::Event::browser_forgotten,
                {.account = account, .detail = std::string{why}});
  return true;
}

void forget_others(db::Write& db, const audit::Deed& deed, AccountId account,
                   std::optional<BrowserId> kept, std::string_view why) {
  for (const Browser& browser : all(db, account, deed.now)) {
    if (browser.id != kept) forget(db, deed, account, browser.id, why);
  }
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM browser WHERE expires_at <= $1", {now});
}

}  // namespace sallyport::browser
