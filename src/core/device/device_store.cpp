#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/device/device.hpp"

namespace sallyport::device {
namespace {

struct Word {
  State state;
  std::string_view word;
};
constexpr std::array words = {
    Word{State::waiting, "waiting"},
    Word{State::active, "active"},
    Word{State::suspended, "suspended"},
    Word{State::ended, "ended"},
};

constexpr std::string_view columns =
    "SELECT id, account_id, public_key, name, platform, system, browser, version, counter, state,"
    " offline_secret IS NOT NULL AS shows_codes, address, created_at, seen_at, used_at,"
    " key_changed_at, successor FROM device";

Device device_of(const db::Row& row) {
  const std::string word = row.text("state");
  const auto* const state = std::ranges::find(words, word, &Word::word);
  check(state != words.end(), "the state of a device is one we know");
  return {.id = row.id<DeviceId>("id"),
          .account = row.id<AccountId>("account_id"),
          .public_key = row.bytes("public_key"),
          .describes = {.name = row.text("name"),
                        .platform = row.text("platform"),
                        .system = row.text("system"),
                        .browser = row.text("browser"),
                        .version = row.text("version")},
          .counter = row.integer("counter"),
          .state = state->state,
          .has_offline_code = row.boolean("shows_codes"),
          .address = row.text("address"),
          .created_at = row.time("created_at"),
          .seen_at = row.time("seen_at"),
          .used_at = row.maybe_time("used_at"),
          .key_changed_at = row.time("key_changed_at"),
          .successor = row.maybe_text("successor").value_or("")};
}

crypto::Place place_of(const DeviceId& id) {
  return {.table = "device", .column = "offline_secret", .row = id.bytes()};
}

Secret opened(const crypto::Sealer& sealer, const db::Row& row, const DeviceId& id) {
  auto secret = sealer.open(row.bytes("offline_secret"), place_of(id));
  check(secret.has_value(), "a device's secret opens in its own row with a key we hold");
  return std::move(*secret);
}

constexpr std::chrono::hours seen_again{1};
constexpr std::chrono::days unseen_for{400};
/// A pairing lasts five minutes; its device does not wait longer.
constexpr std::chrono::minutes waits{30};

}  // namespace

std::string_view name_of(State state) {
  const auto* const found = std::ranges::find(words, state, &Word::state);
  check(found != words.end(), "every state of a device has a name");
  return found->word;
}

std::optional<DeviceId> add(db::Write& db, const audit::Deed& deed, const crypto::Sealer& sealer,
                            const NewDevice& fresh) {
  const auto id = crypto::fresh_id<DeviceId>(deed.random);
  const auto secret =
      fresh.offline_secret
          ? db::Value{db::Bytes{sealer.seal(*fresh.offline_secret, place_of(id), deed.random)}}
          : db::Value{nullptr};
  const Describes& says = fresh.describes;
  const auto added = db.change(
      "INSERT INTO device (id, account_id, public_key, name, platform, system, browser, version,"
      " state, offline_secret, address, created_at, seen_at, key_changed_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12)"
      " ON CONFLICT (public_key) DO NOTHING",
      {id, fresh.account, db::Bytes{fresh.public_key}, says.name, says.platform, says.system,
       says.browser, says.version, name_of(fresh.state), secret, deed.address, deed.now});
  if (added == 0) return std::nullopt;
  return id;
}

std::optional<Device> find(db::Read& db, DeviceId id) {
  const auto row = db.find_one(fmt::format("{} WHERE id = $1", columns), {id});
  if (!row) return std::nullopt;
  return device_of(*row);
}

std::vector<Device> all(db::Read& db, AccountId account) {
  std::vector<Device> devices;
  for (const db::Row& row :
       db.find_all(fmt::format("{} WHERE account_id = $1 AND state IN ('active', 'suspended')"
                               " ORDER BY created_at, id",
                               columns),
                   {account})) {
    devices.push_back(device_of(row));
  }
  return devices;
}

bool has_any(db::Read& db, AccountId account) {
  return db
      .find_one(
          "SELECT 1 AS one FROM device"
          " WHERE account_id = $1 AND state IN ('active', 'suspended') LIMIT 1",
          {account})
      .has_value();
}

std::vector<AccountId> owners(db::Read& db) {
  std::vector<AccountId> owners;
  for (const db::Row& row : db.find_all("SELECT DISTINCT account_id FROM device"
                                        " WHERE state IN ('active', 'suspended')")) {
    owners.push_back(row.id<AccountId>("account_id"));
  }
  return owners;
}

bool activate(db::Write& db, DeviceId id) {
  return db.change("UPDATE device SET state = 'active' WHERE id = $1 AND state = 'waiting'",
                   {id}) == 1;
}

bool end(db::Write& db, AccountId account, DeviceId id, Time now, std::string_view successor) {
  const auto ended = db.change(
      "UPDATE device SET state = 'ended', ended_at = $3, offline_secret = NULL, successor = $4"
      " WHERE id = $1 AND account_id = $2 AND state <> 'ended'",
      {id, account, now, successor.empty() ? db::Value{nullptr} : db::Value{successor}});
  if (ended == 0) return false;
  db.change("DELETE FROM device_push WHERE device_id = $1", {id});
  return true;
}

std::int64_t end_all(db::Write& db, AccountId account, Time now) {
  std::int64_t ended = 0;
  for (const db::Row& row : db.find_all(
           "SELECT id, state FROM device WHERE account_id = $1 AND state <> 'ended'", {account})) {
    const bool was_linked = row.text("state") != "waiting";
    if (end(db, account, row.id<DeviceId>("id"), now) && was_linked) ++ended;
  }
  return ended;
}

bool rename(db::Write& db, AccountId account, DeviceId id, const std::string& name) {
  return db.change(
             "UPDATE device SET name = $3 WHERE id = $1 AND account_id = $2 AND state <> 'ended'",
             {id, account, name}) == 1;
}

bool count_on(db::Write& db, DeviceId id, std::int64_t counter) {
  if (db.change("UPDATE device SET counter = $2"
                " WHERE id = $1 AND state = 'active' AND counter < $2",
                {id, counter}) == 1) {
    return true;
  }
  db.change("UPDATE device SET state = 'suspended' WHERE id = $1 AND state = 'active'", {id});
  return false;
}

bool suspend(db::Write& db, AccountId account, DeviceId id) {
  return db.change(
             "UPDATE device SET state = 'suspended'"
             " WHERE id = $1 AND account_id = $2 AND state IN ('active', 'suspended')",
             {id, account}) == 1;
}

bool resume(db::Write& db, AccountId account, DeviceId id) {
  return db.change(
             "UPDATE device SET state = 'active'"
             " WHERE id = $1 AND account_id = $2 AND state = 'suspended'",
             {id, account}) == 1;
}

void mark_used(db::Write& db, DeviceId id, Time now) {
  db.change("UPDATE device SET used_at = $2 WHERE id = $1", {id, now});
}

bool rotate(db::Write& db, DeviceId id, const std::string& old_key, const std::string& new_key,
            Time now) {
  const db::Bytes fresh{new_key};
  return db.change(
             "UPDATE device SET public_key = $3, key_changed_at = $4"
             " WHERE id = $1 AND public_key = $2 AND state = 'active'"
             " AND NOT EXISTS (SELECT 1 FROM device WHERE public_key = $3)",
             {id, db::Bytes{old_key}, fresh, now}) == 1;
}

bool seen_is_old(const Device& device, const std::string& address, Time now) {
  return now - device.seen_at >= seen_again || device.address != address;
}

void mark_seen(db::Write& db, DeviceId id, const std::string& address, std::string_view version,
               Time now) {
  db.change("UPDATE device SET seen_at = $2, address = $3, version = $4 WHERE id = $1",
            {id, now, address, version});
}

bool keep_nonce(db::Write& db, DeviceId id, const std::string& nonce, Time expires_at) {
  return db.change(
             "INSERT INTO device_nonce (device_id, nonce, expires_at) VALUES ($1, $2, $3)"
             " ON CONFLICT (device_id, nonce) DO NOTHING",
             {id, db::Bytes{nonce}, expires_at}) == 1;
}

std::vector<OfflineKey> offline_keys(db::Read& db, const crypto::Sealer& sealer,
                                     AccountId account) {
  std::vector<OfflineKey> keys;
  for (const db::Row& row :
       db.find_all("SELECT id, offline_secret, offline_step FROM device"
                   " WHERE account_id = $1 AND state = 'active' AND offline_secret IS NOT NULL",
                   {account})) {
    const auto id = row.id<DeviceId>("id");
    keys.push_back(
        {.id = id, .secret = opened(sealer, row, id), .last_step = row.integer("offline_step")});
  }
  return keys;
}

std::optional<Secret> offline_secret(db::Read& db, const crypto::Sealer& sealer, DeviceId id) {
  const auto row = db.find_one(
      "SELECT offline_secret FROM device WHERE id = $1 AND offline_secret IS NOT NULL", {id});
  if (!row) return std::nullopt;
  return opened(sealer, *row, id);
}

bool use_offline_step(db::Write& db, DeviceId id, std::int64_t step, Time now) {
  return db.change(
             "UPDATE device SET offline_step = $2, used_at = $3"
             " WHERE id = $1 AND state = 'active' AND offline_step < $2",
             {id, step, now}) == 1;
}

std::vector<Device> unseen(db::Read& db, Time now) {
  std::vector<Device> devices;
  for (const db::Row& row :
       db.find_all(fmt::format("{} WHERE state IN ('active', 'suspended') AND seen_at < $1"
                               " AND (used_at IS NULL OR used_at < $1) ORDER BY created_at, id",
                               columns),
                   {now - unseen_for})) {
    devices.push_back(device_of(row));
  }
  return devices;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM device_nonce WHERE expires_at <= $1", {now});
  for (const db::Row& row :
       db.find_all("SELECT id, account_id FROM device WHERE state = 'waiting' AND created_at < $1",
                   {now - waits})) {
    static_cast<void>(end(db, row.id<AccountId>("account_id"), row.id<DeviceId>("id"), now));
  }
}

}  // namespace sallyport::device
