#include <fmt/format.h>

#include "core/account/account.hpp"
#include "core/device/subscription.hpp"
#include "core/pairing/pairing.hpp"
#include "core/statement/link_code.hpp"
#include "core/statement/statement.hpp"
#include "core/throttle/throttle.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/consequences.hpp"
#include "features/factors/pocket/context.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "features/factors/pocket/ending.hpp"
#include "features/factors/pocket/names.hpp"
#include "kit/crypto/p256.hpp"
#include "site/doorbell.hpp"

namespace sallyport::pocket {
namespace {

http::Response told_of(const site::Site& site, db::Read& db, const device::Device& device,
                       Time now) {
  const auto account = account::find(db, device.account);
  check(account.has_value(), "a device has an account");
  const auto memberships = contact::memberships(db, account->email);
  return answer(
      json::Object{}
          .add("device_id", text_of(device.id))
          .add("state", device::name_of(device.state))
          .add("name", device.describes.name)
          .add("portal", site.portal.name)
          .add("origin", site.portal.public_address)
          .add("account", shortened(account->email))
          .add_maybe("organisation", memberships.size() == 1
                                         ? std::optional{memberships.front().organisation_name}
                                         : std::nullopt)
          .add("created_at", unix_seconds(device.created_at))
          .add("last_seen_at", unix_seconds(device.seen_at))
          .add("key_changed_at", unix_seconds(device.key_changed_at))
          .add("push", device::has_subscription(db, device.id))
          .add_written("policy",
                       json::Object{}
                           .add("app_lock", "off")
                           .add("offline_code", device.has_offline_code && site.pocket.offline_code)
                           .text())
          .add_maybe("moved_to", std::nullopt)
          .add("server_time", unix_seconds(now)));
}

constexpr std::chrono::seconds longest_wait{25};

}  // namespace

http::Response DeviceApi::self(const http::Request& request) {
  const auto device = caller(site_, request, Let::waiting_too);
  if (!device) return device.error();
  // The page that showed its code can no longer finish.
  const bool waits_for_nobody =
      device->state == device::State::waiting && !site_.database.read([&](db::Read& db) {
        return pairing::awaits(db, device->id, request.now);
      });
  if (waits_for_nobody) return *refuse_device(std::nullopt);
  const http::Form query = request.query_form();
  const bool waits = query.has("wait") && query.text("state", 16) == "waiting";
  if (waits && device->state == device::State::waiting && !request.waited) {
    return http::hold(
        {.topic = topic_of(device->account), .most = longest_wait, .who = text_of(device->id)});
  }
  return site_.database.read(
      [&](db::Read& db) { return told_of(site_, db, *device, request.now); });
}

http::Response DeviceApi::rename(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  const auto members = members_of(request);
  if (!members) return members.error();
  const auto name = tidy_name(member(*members, "name"));
  if (!name) return refuse(422, "bad_value", "A name has 1 to 60 letters.");
  const bool renamed = site_.database.write([&](db::Write& db) {
    if (!device::rename(db, device->account, device->id, *name)) return false;
    audit::record(db, deed_of(site_, request), audit::Event::device_renamed,
                  {.account = device->account});
    return true;
  });
  if (!renamed) return *refuse_device(std::nullopt);
  return answer(json::Object{}.add("name", *name));
}

http::Response DeviceApi::keep_push(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  const auto members = members_of(request);
  if (!members) return members.error();
  const auto keys = json::read_members(member(*members, "keys")).value_or(json::Texts{});
  auto p256dh = bytes(member(keys, "p256dh"), crypto::p256_public_key_size);
  auto auth = bytes(member(keys, "auth"), 16);
  if (!p256dh || !auth || !crypto::is_p256_public_key(*p256dh)) {
    return refuse(422, "bad_value", "keys must hold p256dh (65 bytes) and auth (16 bytes).");
  }
  const std::string endpoint = member(*members, "endpoint");
  if (site_.doorbell == nullptr || !site_.doorbell->may_ring(endpoint)) {
    return refuse(422, "push_host_not_allowed",
                  "This portal does not ring at that push service; its operator can allow it.");
  }
  site_.database.write([&](db::Write& db) {
    device::keep_subscription(db, device->id,
                              {.endpoint = endpoint,
                               .p256dh = *p256dh,
                               .auth = *auth,
                               .key_version = site_.doorbell->key().version},
                              request.now);
  });
  return done();
}

http::Response DeviceApi::remove_push(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  site_.database.write([&](db::Write& db) { device::forget_subscription(db, device->id); });
  return done();
}

http::Response DeviceApi::test_push(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  auto all = site_.database.read(
      [&](db::Read& db) { return device::all_subscriptions(db, device->account); });
  std::erase_if(all, [&](const device::Ringing& ringing) { return ringing.device != device->id; });
  const std::string subject = throttle::subject(site_.keys.throttle_key, device->id);
  const bool may_ring = site_.database.write_unsynced([&](db::Write& db) {
    return throttle::spend(db, throttle::test_ring, subject, request.now);
  });
  if (!may_ring) return refuse_for_now(std::chrono::minutes{1});
  if (all.empty()) return refuse(422, "no_push", "This device has not said where it can be rung.");
  if (site_.doorbell != nullptr) site_.doorbell->ring(site_, all, site::Doorbell::Ring::test);
  return answer(json::Object{}, 202);
}

http::Response DeviceApi::rotate(const http::Request& request) {
  // Parse.
  const auto device = caller(site_, request);
  if (!device) return device.error();
  const auto members = members_of(request);
  if (!members) return members.error();
  const auto key = bytes(member(*members, "public_key"), crypto::p256_public_key_size);
  if (!key || !crypto::is_p256_public_key(*key)) {
    return refuse(400, "bad_key", "public_key must be a point on P-256: 65 bytes, base64url.");
  }
  const auto counter = number(*members, "counter");
  const auto time = number(*members, "time");
  const auto by_old = bytes(member(*members, "signature_old"), crypto::p256_signature_size);
  const auto by_new = bytes(member(*members, "signature_new"), crypto::p256_signature_size);
  if (!counter || !time || !by_old || !by_new) return refuse_signature();

  // Decide.
  if (is_off(*time, request.now)) return refuse_clock(request.now);
  const auto text =
      statement::text_of(statement::Rotate{.audience = site_.pocket.address,
                                           .device = text_of(device->id),
                                           .old_key = statement::hash_of(device->public_key),
                                           .new_key = statement::hash_of(*key),
                                           .counter = *counter,
                                           .time = *time});
  if (!text || !crypto::is_signed_p256(*text, *by_old, device->public_key) ||
      !crypto::is_signed_p256(*text, *by_new, *key)) {
    return refuse_signature(site_, request, device->id);
  }

  // Record.
  enum class Outcome { done, replayed, taken };
  const auto outcome = site_.database.write([&](db::Write& db) {
    if (!device::count_on(db, device->id, *counter)) {
      note_suspension(db, site_, deed_of(site_, request), *device);
      return Outcome::replayed;
    }
    if (!device::rotate(db, device->id, device->public_key, *key, request.now)) {
      return Outcome::taken;
    }
    audit::record(db, deed_of(site_, request), audit::Event::device_key_changed,
                  {.account = device->account});
    return Outcome::done;
  });
  switch (outcome) {
    case Outcome::done:
      return answer(json::Object{}.add("server_time", unix_seconds(request.now)));
    case Outcome::replayed:
      return refuse(409, "counter_replayed",
                    "This counter was used before, so this device is suspended until its owner"
                    " says in the portal that all is well.");
    case Outcome::taken:
      return refuse(400, "bad_key", "This key belongs to a device already; make a new one.");
  }
  throw Bug("every outcome of a rotation has a response");
}

http::Response DeviceApi::unlink(const http::Request& request) {
  const auto device = caller(site_, request, Let::waiting_too);
  if (!device) return device.error();
  const auto ended = site_.database.write(
      [&](db::Write& db) { return end_by_itself(db, site_, deed_of(site_, request), *device); });
  site_.bell.ring(topic_of(device->account));
  if (ended == Ended::needed) {
    return refuse(409, "last_method",
                  "A second factor is required, and this is the only one. Add another in the"
                  " portal first.");
  }
  return done();
}

http::Response DeviceApi::move(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  auto response = site_.database.write([&](db::Write& db) {
    const auto pairing =
        pairing::begin(db, deed_of(site_, request), site_.keys.sealer,
                       {.account = device->account, .session = {}, .from_device = device->id}, 0);
    const Secret code = pairing::code_of(db, site_.keys.sealer, pairing.id);
    return answer(
        json::Object{}
            .add("url", fmt::format("{}/pocket/#link={}", site_.pocket.address, code.reveal()))
            .add("code", statement::shown_link_code(code.reveal()))
            .add("check", pairing.check_number)
            .add("expires_at", unix_seconds(pairing.expires_at)),
        201);
  });
  site_.bell.ring(topic_of(device->account));
  return response;
}

http::Response DeviceApi::cancel_move(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  site_.database.write([&](db::Write& db) {
    if (const auto pairing = pairing::newest_from(db, device->id, request.now)) {
      pairing::cancel(db, pairing->id);
    }
  });
  return done();
}

}  // namespace sallyport::pocket
