#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/pairing/pairing.hpp"
#include "core/statement/link_code.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::pairing {
namespace {

struct Word {
  State state;
  std::string_view word;
};
constexpr std::array words = {
    Word{State::waiting, "waiting"},     Word{State::scanned, "scanned"},
    Word{State::answered, "answered"},   Word{State::linked, "linked"},
    Word{State::cancelled, "cancelled"},
};

constexpr std::string_view columns =
    "SELECT id, account_id, session_id, from_device, nonce, check_number, renewal, state,"
    " device_id, created_at, expires_at FROM pairing";

Pairing pairing_of(const db::Row& row, Time now) {
  const std::string word = row.text("state");
  const auto* const state = std::ranges::find(words, word, &Word::word);
  check(state != words.end(), "the state of a pairing is one we know");
  Pairing pairing{.id = row.id<PairingId>("id"),
                  .account = row.id<AccountId>("account_id"),
                  .session = row.maybe_id<SessionId>("session_id"),
                  .from_device = row.maybe_id<DeviceId>("from_device"),
                  .nonce = row.bytes("nonce"),
                  .check_number = row.text("check_number"),
                  .renewal = row.integer("renewal"),
                  .state = state->state,
                  .device = row.maybe_id<DeviceId>("device_id"),
                  .created_at = row.time("created_at"),
                  .expires_at = row.time("expires_at")};
  if (pairing.is_live() && pairing.expires_at <= now) pairing.state = State::expired;
  return pairing;
}

std::optional<Pairing> only(const std::vector<db::Row>& rows, Time now) {
  if (rows.empty()) return std::nullopt;
  return pairing_of(rows.front(), now);
}

crypto::Place place_of(const PairingId& id) {
  return {.table = "pairing", .column = "code", .row = id.bytes()};
}

/// Two digits from 10 to 99.
std::string fresh_check_number(crypto::Random& random) {
  const std::string chance = random.bytes(2);
  const unsigned number =
      static_cast<unsigned char>(chance[0]) * 256U + static_cast<unsigned char>(chance[1]);
  return fmt::format("{}", 10 + number % 90);
}

}  // namespace

Pairing begin(db::Write& db, const audit::Deed& deed, const crypto::Sealer& sealer,
              const Shown& shown, std::int64_t renewal) {
  db.change(
      "UPDATE pairing SET state = 'cancelled'"
      " WHERE account_id = $1 AND state IN ('waiting', 'scanned', 'answered')",
      {shown.account});
  const auto id = crypto::fresh_id<PairingId>(deed.random);
  const Secret code{statement::fresh_link_code(deed.random)};
  db.change(
      "INSERT INTO pairing (id, account_id, session_id, from_device, code_hash, code, nonce,"
      " check_number, renewal, state, created_at, expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11)",
      {id, shown.account, shown.session, shown.from_device,
       db::Bytes{crypto::sha256(code.reveal())},
       db::Bytes{sealer.seal(code, place_of(id), deed.random)}, db::Bytes{deed.random.bytes(32)},
       fresh_check_number(deed.random), renewal, deed.now, deed.now + lifetime});
  auto begun = find(db, id, deed.now);
  check(begun.has_value(), "a pairing that was just begun can be found");
  return std::move(*begun);
}

std::optional<Pairing> find(db::Read& db, PairingId id, Time now) {
  return only(db.find_all(fmt::format("{} WHERE id = $1", columns), {id}), now);
}

std::optional<Pairing> of_code(db::Read& db, std::string_view code, Time now) {
  return only(db.find_all(fmt::format("{} WHERE code_hash = $1", columns),
                          {db::Bytes{crypto::sha256(code)}}),
              now);
}

std::optional<Pairing> newest_of(db::Read& db, SessionId session, Time now) {
  return only(db.find_all(fmt::format("{} WHERE session_id = $1"
                                      " ORDER BY created_at DESC,"
                                      " state IN ('waiting', 'scanned', 'answered') DESC,"
                                      " renewal DESC LIMIT 1",
                                      columns),
                          {session}),
              now);
}

bool linked_by(db::Read& db, SessionId session, DeviceId device) {
  return db
      .find_one(
          "SELECT 1 AS one FROM pairing"
          " WHERE session_id = $1 AND device_id = $2 AND state = 'linked'",
          {session, device})
      .has_value();
}

std::optional<Pairing> newest_from(db::Read& db, DeviceId device, Time now) {
  return only(db.find_all(fmt::format("{} WHERE from_device = $1"
                                      " ORDER BY created_at DESC, state = 'cancelled' LIMIT 1",
                                      columns),
                          {device}),
              now);
}

bool awaits(db::Read& db, DeviceId device, Time now) {
  return db
      .find_one(
          "SELECT 1 AS one FROM pairing"
          " WHERE device_id = $1 AND state = 'answered' AND expires_at > $2 LIMIT 1",
          {device, now})
      .has_value();
}

Secret code_of(db::Read& db, const crypto::Sealer& sealer, PairingId id) {
  const auto row = db.find_one("SELECT code FROM pairing WHERE id = $1", {id});
  check(row.has_value(), "a pairing whose code is asked for is there");
  auto code = sealer.open(row->bytes("code"), place_of(id));
  check(code.has_value(), "a pairing's code opens in its own row with a key we hold");
  return std::move(*code);
}

void mark_scanned(db::Write& db, PairingId id, Time now) {
  db.change(
      "UPDATE pairing SET state = 'scanned'"
      " WHERE id = $1 AND state = 'waiting' AND expires_at > $2",
      {id, now});
}

bool answer(db::Write& db, PairingId id, DeviceId device, Time now) {
  return db.change(
             "UPDATE pairing SET state = 'answered', device_id = $2"
             " WHERE id = $1 AND state IN ('waiting', 'scanned') AND expires_at > $3",
             {id, device, now}) == 1;
}

bool link(db::Write& db, PairingId id, Time now) {
  return db.change(
             "UPDATE pairing SET state = 'linked'"
             " WHERE id = $1 AND state = 'answered' AND expires_at > $2",
             {id, now}) == 1;
}

void cancel(db::Write& db, PairingId id) {
  db.change(
      "UPDATE pairing SET state = 'cancelled'"
      " WHERE id = $1 AND state IN ('waiting', 'scanned', 'answered')",
      {id});
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM pairing WHERE expires_at < $1", {now - std::chrono::days{1}});
}

}  // namespace sallyport::pairing
