#include "core/statement/link_code.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "features/factors/pocket/linking.hpp"

namespace sallyport::pocket {

http::Response DeviceApi::config(const http::Request& request) {
  std::string functions = json::array(site_.pocket.functions, [&](const site::Part& part) {
    const bool is_path = part.address.starts_with("/");
    return json::Object{}
        .add("label", part.name)
        .add("label_nl", part.name_in(text::Language::dutch))
        .add("url", is_path ? site_.portal.public_address + part.address : part.address)
        .text();
  });
  return answer(json::Object{}
                    .add("portal", site_.portal.name)
                    .add("origin", site_.portal.public_address)
                    .add("companion_app", site_.portal.companion_app)
                    .add("min_version", site_.pocket.oldest_version)
                    .add_maybe("vapid_public_key", push_key_of(site_))
                    .add_written("functions", functions)
                    .add("server_time", unix_seconds(request.now)));
}

http::Response DeviceApi::look_up(const http::Request& request) {
  if (auto refused = refuse_old(site_, request)) return std::move(*refused);
  const auto members = members_of(request);
  if (!members) return members.error();
  if (auto refused = spend(site_, request, {throttle::linking, throttle::wrong_linking})) {
    return std::move(*refused);
  }
  const auto code = statement::read_link_code(member(*members, "code"));
  const auto found = site_.database.read(
      [&](db::Read& db) { return code ? pairing::of_code(db, *code, request.now) : std::nullopt; });
  // One that was used or ran out was no guess.
  if (found) site_.database.write_unsynced([&](db::Write& db) { give_back(db, site_, request); });
  if (auto refused = refuse_pairing(found)) return std::move(*refused);

  site_.database.write([&](db::Write& db) { pairing::mark_scanned(db, found->id, request.now); });
  site_.bell.ring(topic_of(found->account));
  return site_.database.read([&](db::Read& db) {
    const Owner owner = owner_of(db, found->account);
    const auto from = found->from_device ? device::find(db, *found->from_device) : std::nullopt;
    return answer(json::Object{}
                      .add("nonce", to_base64url(found->nonce))
                      .add("portal", site_.portal.name)
                      .add("account", owner.account)
                      .add_maybe("organisation", owner.organisation)
                      .add("check", found->check_number)
                      .add_maybe("from", from ? std::optional{from->describes.name} : std::nullopt)
                      .add("expires_at", unix_seconds(found->expires_at))
                      .add("server_time", unix_seconds(request.now)));
  });
}

}  // namespace sallyport::pocket
