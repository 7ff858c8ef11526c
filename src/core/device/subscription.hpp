// Where a device can be rung: its browser's subscription with a push service.
//
// Source  RFC 8030, RFC 8291 §3. A ring is a doorbell: whoever opens the app sees what waits
//         without it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::device {

struct Subscription {
  std::string endpoint;
  std::string p256dh;            // 65 bytes
  std::string auth;              // 16 bytes
  std::int64_t key_version = 0;  // of the push key that it was made for
};
void keep_subscription(db::Write&, DeviceId, const Subscription&, Time now);
void forget_subscription(db::Write&, DeviceId);
/// The push service no longer knows it. Nothing when the device has another one by now.
void forget_subscription(db::Write&, DeviceId, std::string_view endpoint);
[[nodiscard]] bool has_subscription(db::Read&, DeviceId);

/// One that can be rung.
struct Ringing {
  DeviceId device;
  AccountId account;
  Subscription subscription;
};
/// Of the active devices of an account.
[[nodiscard]] std::vector<Ringing> all_subscriptions(db::Read&, AccountId);

}  // namespace sallyport::device
