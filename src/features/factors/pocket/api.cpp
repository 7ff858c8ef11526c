#include "features/factors/pocket/api.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/statement/app_version.hpp"
#include "core/statement/statement.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/crypto/p256.hpp"
#include "site/doorbell.hpp"

namespace sallyport::pocket {
namespace {

constexpr std::size_t nonce_size = 16;
constexpr std::size_t signature_size = 64;

std::string_view header(const http::Request& request, std::string_view name) {
  return request.header(name).value_or("");
}

/// Path and query, as they were sent.
std::string target_of(const http::Request& request) {
  return request.query.empty() ? request.path : fmt::format("{}?{}", request.path, request.query);
}

/// What the headers of a signed request say.
struct Signed {
  DeviceId device;
  std::int64_t time = 0;
  std::string nonce;
  std::string signature;
};

std::optional<Signed> signed_by(const http::Request& request) {
  const auto device = id_of<DeviceId>(header(request, "pocket-device"));
  const auto time = number(header(request, "pocket-time"));
  auto nonce = bytes(header(request, "pocket-nonce"), nonce_size);
  auto signature = bytes(header(request, "pocket-signature"), signature_size);
  if (!device || !time || !nonce || !signature) return std::nullopt;
  return Signed{.device = *device,
                .time = *time,
                .nonce = std::move(*nonce),
                .signature = std::move(*signature)};
}

bool fits(const site::Site& site, const http::Request& request, const Signed& by,
          const std::string& public_key) {
  const auto text =
      statement::text_of(statement::Request{.audience = site.pocket.address,
                                            .device = text_of(by.device),
                                            .method = std::string{http::name_of(request.method)},
                                            .target = target_of(request),
                                            .body = statement::hash_of(request.body),
                                            .nonce = to_base64url(by.nonce),
                                            .time = by.time});
  return text && crypto::is_signed_p256(*text, by.signature, public_key);
}

std::optional<std::chrono::seconds> wait_of(db::Read& db, const std::string& subject, Time now) {
  const auto wait = throttle::wait(db, throttle::bad_signature, subject, now);
  return wait.count() > 0 ? std::optional{wait} : std::nullopt;
}

}  // namespace

bool is_off(std::int64_t time, Time now) {
  // Not by subtraction: a device may say any number.
  const std::int64_t here = unix_seconds(now);
  return time > here + clock_leeway.count() || time < here - clock_leeway.count();
}

http::Response refuse_clock(Time now) {
  return refuse(401, "clock_skew",
                "The time is more than two minutes off; correct it and ask again.",
                json::Object{}.add("server_time", unix_seconds(now)));
}

http::Response refuse_signature() {
  return refuse(401, "bad_signature", "The signature does not fit what was sent.");
}

namespace {

std::optional<http::Response> refuse_after_bad_signatures(const site::Site& site,
                                                          const http::Request& request,
                                                          std::optional<DeviceId> device) {
  const Secret& key = site.keys.throttle_key;
  const auto wait = site.database.read([&](db::Read& db) {
    auto found = wait_of(db, throttle::subject(key, request.sender), request.now);
    if (!found && device) found = wait_of(db, throttle::subject(key, *device), request.now);
    return found;
  });
  if (!wait) return std::nullopt;
  return refuse_for_now(*wait);
}

void count_bad_signature(const site::Site& site, const http::Request& request,
                         std::optional<DeviceId> device) {
  const Secret& key = site.keys.throttle_key;
  site.database.write_unsynced([&](db::Write& db) {
    static_cast<void>(throttle::spend(db, throttle::bad_signature,
                                      throttle::subject(key, request.sender), request.now));
    if (!device) return;
    static_cast<void>(
        throttle::spend(db, throttle::bad_signature, throttle::subject(key, *device), request.now));
  });
}

}  // namespace

http::Response refuse_signature(const site::Site& site, const http::Request& request,
                                std::optional<DeviceId> device) {
  if (auto refused = refuse_after_bad_signatures(site, request, device)) return std::move(*refused);
  count_bad_signature(site, request, device);
  return refuse_signature();
}

http::Response refuse_for_now(std::chrono::seconds wait) {
  auto response = refuse(429, "too_many", "Too many of late; wait, then ask again.",
                         json::Object{}.add("retry_after", wait.count()));
  response.with_header("Retry-After", std::to_string(wait.count()));
  return response;
}

std::optional<http::Response> refuse_old(const site::Site& site, const http::Request& request) {
  using statement::AppVersion;
  const auto version = AppVersion::parse(header(request, "pocket-version"));
  if (!version) {
    return refuse(400, "bad_version", "Pocket-Version must be three numbers, like 1.7.0.");
  }
  const auto oldest = AppVersion::parse(site.pocket.oldest_version);
  check(oldest.has_value(), "the oldest version was checked when the settings were read");
  if (*version >= *oldest) return std::nullopt;
  return refuse(426, "upgrade_required", "This version is too old; update, then ask again.",
                json::Object{}.add("min_version", site.pocket.oldest_version));
}

audit::Deed deed_of(const site::Site& site, const http::Request& request) {
  return {.now = request.now,
          .random = site.random,
          .actor = audit::Actor::account,
          .address = request.sender.text(),
          .request = request.id};
}

std::optional<http::Response> refuse_device(const std::optional<device::Device>& device, Let let) {
  using device::State;
  if (!device) return refuse(401, "device_unknown", "This device is not linked.");
  switch (device->state) {
    case State::active:
      return std::nullopt;
    case State::waiting:
      if (let == Let::waiting_too) return std::nullopt;
      return refuse(403, "device_waiting",
                    "The page that showed the QR code has not finished yet.");
    case State::suspended:
      if (let == Let::suspended_too) return std::nullopt;
      return refuse(403, "device_suspended",
                    "This device's counter stepped back, so somebody may have a copy of its key."
                    " Its owner can let it go on, or unlink it, in the portal.");
    case State::ended:
      return refuse(401, "device_unknown", "This device is no longer linked.",
                    device->successor.empty() ? json::Object{}
                                              : json::Object{}.add("moved_to", device->successor));
  }
  throw Bug("every state of a device is listened to or not");
}

Result<device::Device, http::Response> caller(const site::Site& site, const http::Request& request,
                                              Let let) {
  if (auto refused = refuse_old(site, request)) return fail(std::move(*refused));
  const auto by = signed_by(request);
  if (!by) {
    return fail(
        refuse(401, "bad_signature",
               "Pocket-Device, Pocket-Time, Pocket-Nonce and Pocket-Signature are needed."));
  }
  auto found = site.database.read([&](db::Read& db) { return device::find(db, by->device); });
  // Whether it exists is told to nobody who does not have its key.
  if (found && !fits(site, request, *by, found->public_key)) {
    return fail(refuse_signature(site, request, by->device));
  }
  if (auto refused = refuse_device(found, let)) return fail(std::move(*refused));
  if (is_off(by->time, request.now)) return fail(refuse_clock(request.now));
  if (request.again) return std::move(*found);  // its nonce was kept when it came

  const std::string sender = request.sender.text();
  const bool is_new = site.database.write_unsynced([&](db::Write& db) {
    if (!device::keep_nonce(db, by->device, by->nonce,
                            request.now + 2 * clock_leeway + std::chrono::seconds{1})) {
      return false;
    }
    if (device::seen_is_old(*found, sender, request.now)) {
      device::mark_seen(db, by->device, sender, header(request, "pocket-version"), request.now);
    }
    return true;
  });
  if (!is_new)
    return fail(refuse(401, "replayed", "A request with this nonce was answered before."));
  return std::move(*found);
}

http::Response crowded() {
  return http::plain_text(503, "crowded\n").with_header("Retry-After", "10");
}

std::optional<std::string> push_key_of(const site::Site& site) {
  if (site.doorbell == nullptr) return std::nullopt;
  return to_base64url(site.doorbell->key().public_key);
}

std::string topic_of(AccountId account) { return "account " + to_hex(account.bytes()); }

}  // namespace sallyport::pocket
