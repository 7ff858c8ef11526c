#include "core/device/subscription.hpp"

namespace sallyport::device {

void keep_subscription(db::Write& db, DeviceId device, const Subscription& subscription, Time now) {
  db.change(
      "INSERT INTO device_push (device_id, endpoint, p256dh, auth, key_version, created_at)"
      " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (device_id) DO UPDATE SET"
      " endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,"
      " key_version = excluded.key_version, created_at = excluded.created_at",
      {device, subscription.endpoint, db::Bytes{subscription.p256dh}, db::Bytes{subscription.auth},
       subscription.key_version, now});
}

void forget_subscription(db::Write& db, DeviceId device) {
  db.change("DELETE FROM device_push WHERE device_id = $1", {device});
}

void forget_subscription(db::Write& db, DeviceId device, std::string_view endpoint) {
  db.change("DELETE FROM device_push WHERE device_id = $1 AND endpoint = $2", {device, endpoint});
}

bool has_subscription(db::Read& db, DeviceId device) {
  return db.find_one("SELECT 1 AS one FROM device_push WHERE device_id = $1", {device}).has_value();
}

std::vector<Ringing> all_subscriptions(db::Read& db, AccountId account) {
  std::vector<Ringing> all;
  for (const db::Row& row :
       db.find_all("SELECT p.device_id, p.endpoint, p.p256dh, p.auth, p.key_version FROM device d"
                   " JOIN device_push p ON p.device_id = d.id"
                   " WHERE d.account_id = $1 AND d.state = 'active'",
                   {account})) {
    all.push_back({.device = row.id<DeviceId>("device_id"),
                   .account = account,
                   .subscription = {.endpoint = row.text("endpoint"),
                                    .p256dh = row.bytes("p256dh"),
                                    .auth = row.bytes("auth"),
                                    .key_version = row.integer("key_version")}});
  }
  return all;
}

}  // namespace sallyport::device
