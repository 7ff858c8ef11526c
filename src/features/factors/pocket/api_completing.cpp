#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "core/outbox/outbox.hpp"
#include "core/statement/link_code.hpp"
#include "core/statement/statement.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "features/factors/pocket/linking.hpp"
#include "features/factors/pocket/names.hpp"
#include "kit/crypto/p256.hpp"

namespace sallyport::pocket {
namespace {

/// What a body of `complete` says, each part of the right form.
struct Completion {
  std::string code;
  std::string public_key;
  std::int64_t time = 0;
  std::string signature;
  device::Describes describes;
};

device::Describes describes(const json::Texts& members, const http::Request& request) {
  const auto says = json::read_members(member(members, "device")).value_or(json::Texts{});
  return {.name = tidy_name(member(says, "name")).value_or("Phone"),
          .platform = member(says, "platform"),
          .system = tidy_name(member(says, "os")).value_or(""),
          .browser = tidy_name(member(says, "browser")).value_or(""),
          .version = std::string{request.header("pocket-version").value_or("")}};
}

Result<Completion, http::Response> completion_of(const http::Request& request) {
  const auto members = members_of(request);
  if (!members) return fail(members.error());
  auto code = statement::read_link_code(member(*members, "code"));
  if (!code) return fail(refuse(404, "code_unknown", "There is no such code."));
  auto key = bytes(member(*members, "public_key"), crypto::p256_public_key_size);
  if (!key || !crypto::is_p256_public_key(*key)) {
    return fail(
        refuse(400, "bad_key", "public_key must be a point on P-256: 65 bytes, base64url."));
  }
  auto signature = bytes(member(*members, "signature"), crypto::p256_signature_size);
  const auto time = number(*members, "time");
  if (!signature || !time) return fail(refuse_signature());
  auto says = describes(*members, request);
  if (says.platform != "pwa" && says.platform != "cli") {
    return fail(refuse(400, "bad_value", "platform must be pwa or cli."));
  }
  return Completion{.code = std::move(*code),
                    .public_key = std::move(*key),
                    .time = *time,
                    .signature = std::move(*signature),
                    .describes = std::move(says)};
}

bool is_signed(const site::Site& site, const Completion& asked, const pairing::Pairing& pairing) {
  const auto text = statement::text_of(statement::Pair{.audience = site.pocket.address,
                                                       .code = statement::hash_of(asked.code),
                                                       .nonce = to_base64url(pairing.nonce),
                                                       .key = statement::hash_of(asked.public_key),
                                                       .time = asked.time});
  return text && crypto::is_signed_p256(*text, asked.signature, asked.public_key);
}

std::string policy_of(const site::Site& site) {
  return json::Object{}.add("app_lock", "off").add("offline_code", site.pocket.offline_code).text();
}

std::string offline_of(const std::optional<Secret>& secret) {
  if (!secret) return "null";
  return json::Object{}
      .add("secret", to_base64url(secret->reveal()))
      .add("algorithm", "SHA256")
      .add("digits", 6)
      .add("period", 30)
      .text();
}

http::Response linked(const site::Site& site, db::Read& db, const pairing::Pairing& pairing,
                      const device::Device& device, Time now, int status) {
  const Owner owner = owner_of(db, pairing.account);
  return answer(json::Object{}
                    .add("device_id", text_of(device.id))
                    .add("state", device::name_of(device.state))
                    .add("check", pairing.check_number)
                    .add("portal", site.portal.name)
                    .add("origin", site.portal.public_address)
                    .add("account", owner.account)
                    .add_maybe("organisation", owner.organisation)
                    .add_written("policy", policy_of(site))
                    .add_written("offline", offline_of(device::offline_secret(db, site.keys.sealer,
                                                                              device.id)))
                    .add_maybe("vapid_public_key", push_key_of(site))
                    .add("server_time", unix_seconds(now)),
                status);
}

/// The device that answered already with the same key: its answer was lost on the way.
std::optional<device::Device> answered_before(db::Read& db, const pairing::Pairing& pairing,
                                              const std::string& public_key, Time now) {
  if (!pairing.device || pairing.expires_at <= now) return std::nullopt;
  auto device = device::find(db, *pairing.device);
  if (!device || device->public_key != public_key) return std::nullopt;
  return device;
}

void tell_of_move(db::Write& db, const site::Site& site, const audit::Deed& deed,
                  const device::Device& from, const device::Device& to) {
  const auto account = account::find(db, from.account);
  check(account.has_value(), "a device has an account");
  const auto language = account->language.value_or(site.portal.language);
  audit::record(db, deed, audit::Event::device_moved, {.account = from.account});
  site.outbox.post(
      db, deed,
      {.kind = outbox::Kind::device_moved,
       .to = account->email,
       .account = account->id,
       .language = account->language,
       .texts = {{"from", from.describes.name},
                 {"item", to.describes.name},
                 {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
       .link_token = objection::make(db, deed,
                                     {.told = objection::Told::device_moved,
                                      .account = account->id,
                                      .item = to.describes.name,
                                      .factor = "pocket",
                                      .part = to.id.text()})});
}

}  // namespace

http::Response DeviceApi::complete(const http::Request& request) {
  // Parse.
  if (auto refused = refuse_old(site_, request)) return std::move(*refused);
  const auto asked = completion_of(request);
  if (!asked) return asked.error();
  if (auto refused = spend(site_, request, {throttle::wrong_linking})) return std::move(*refused);

  // Load.
  std::optional<device::Device> again;
  const auto found = site_.database.read([&](db::Read& db) {
    auto pairing = pairing::of_code(db, asked->code, request.now);
    if (pairing) again = answered_before(db, *pairing, asked->public_key, request.now);
    return pairing;
  });
  if (found) {
    site_.database.write_unsynced([&](db::Write& db) { give_back(db, site_, request); });
  }

  // Decide. What was lost on the way is told again to who holds the key, and to nobody else.
  if (again) {
    if (is_off(asked->time, request.now)) return refuse_clock(request.now);
    if (!is_signed(site_, *asked, *found)) return refuse_signature(site_, request, std::nullopt);
    return site_.database.read(
        [&](db::Read& db) { return linked(site_, db, *found, *again, request.now, 200); });
  }
  if (auto refused = refuse_pairing(found)) return std::move(*refused);
  if (asked->describes.platform == "cli" && !site_.pocket.allow_cli) {
    return refuse(403, "platform_not_allowed", "This portal takes phones only.");
  }
  if (is_off(asked->time, request.now)) return refuse_clock(request.now);
  if (!is_signed(site_, *asked, *found)) {
    return refuse_signature(site_, request, std::nullopt);
  }

  // Record.
  return record_link(request, *found, asked->public_key, asked->describes);
}

http::Response DeviceApi::record_link(const http::Request& request, const pairing::Pairing& found,
                                      const std::string& public_key,
                                      const device::Describes& says) {
  const audit::Deed deed = deed_of(site_, request);
  const bool moves = found.from_device.has_value();
  auto response = site_.database.write([&](db::Write& db) -> http::Response {
    // The same request, sent twice together: the other one was first.
    const auto present = pairing::find(db, found.id, request.now);
    const auto before =
        present ? answered_before(db, *present, public_key, request.now) : std::nullopt;
    if (before) return linked(site_, db, found, *before, request.now, 200);

    auto devices = device::all(db, found.account);
    // The one whose place it takes does not count.
    std::erase_if(devices, [&](const auto& device) { return device.id == found.from_device; });
    if (devices.size() >= device::most_devices) {
      return refuse(409, "too_many_devices", "The account has as many phones as it can have.");
    }
    device::Describes named = says;
    named.name = free_name(devices, says.name);
    std::optional<Secret> offline;
    if (site_.pocket.offline_code) {
      offline.emplace(deed.random.bytes(device::offline_secret_size));
    }
    const auto id = device::add(db, deed, site_.keys.sealer,
                                {.account = found.account,
                                 .public_key = public_key,
                                 .describes = named,
                                 .state = moves ? device::State::active : device::State::waiting,
                                 .offline_secret = std::move(offline)});
    if (!id) return refuse(400, "bad_key", "This key belongs to a device already; make a new one.");
    if (!pairing::answer(db, found.id, *id, request.now)) {
      static_cast<void>(device::end(db, found.account, *id, request.now));
      return refuse_used();
    }
    audit::record(db, deed, audit::Event::device_linked, {.account = found.account});
    if (moves) {
      const auto from = device::find(db, *found.from_device);
      const bool was_there = from && from->state == device::State::active &&
                             device::end(db, found.account, from->id, request.now, named.name);
      if (!was_there) {
        static_cast<void>(device::end(db, found.account, *id, request.now));
        return refuse(410, "code_expired", "The phone that shows this code is no longer linked.");
      }
      static_cast<void>(pairing::link(db, found.id, request.now));
      tell_of_move(db, site_, deed, *from, *device::find(db, *id));
    }
    const auto device = device::find(db, *id);
    return linked(site_, db, found, *device, request.now, 201);
  });
  site_.bell.ring(topic_of(found.account));
  return response;
}

}  // namespace sallyport::pocket
