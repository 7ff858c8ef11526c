#include "features/factors/pocket/phone_pages.hpp"

#include <fmt/format.h>

#include "core/device/subscription.hpp"
#include "core/objection/objection.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/context.hpp"
#include "features/factors/pocket/names.hpp"
#include "site/activation.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::pocket {
namespace {

using device::Device;
using text::Message;

constexpr const char* phones = "/account-security/two-factor/phones";

/// What phone.html needs.
struct PhonePage {
  const site::InSession& visit;
  const Device& device;
  std::string name;  // as typed
  site::Left left;
  bool is_rung = false;
  std::optional<Message> problem;
  bool name_is_wrong = false;

  [[nodiscard]] templates::Model model() const {
    const auto day = [&](Time time) {
      return text::day_and_time(visit.language, time, visit.site.policy.time_zone);
    };
    const auto address = Address::parse(device.address);
    const auto place = address ? place_of(visit.site, *address) : std::nullopt;
    const device::Describes& says = device.describes;
    const std::string system = says.browser.empty() || says.system.empty()
                                   ? says.browser + says.system
                                   : says.browser + ", " + says.system;
    return {{"problem", problem ? templates::Value{*problem} : std::string{}},
            {"id", device.id.text()},
            {"phone", says.name},
            {"name", name},
            {"name_is_wrong", name_is_wrong},
            {"system", system},
            {"version", says.version},
            {"since", day(device.created_at)},
            {"seen", day(device.seen_at)},
            {"place", place.value_or(device.address)},
            {"last_used", device.used_at ? day(*device.used_at) : std::string{}},
            {"is_rung", is_rung},
            {"is_suspended", device.state == device::State::suspended},
            {"is_last", left.standing == 0},
            {"needed", left.is_too_little(visit.date.has_come(visit.now))}};
  }

  [[nodiscard]] http::Response response() const {
    return site::page(visit, "src/features/factors/pocket/phone.html", Message{"Phone"}, model(),
                      problem ? 422 : 200);
  }
};

struct Found {
  std::optional<Device> device;
  site::Left left;
  bool is_rung = false;
};

/// One of the account's own that is linked.
Found find(const site::InSession& visit, std::string_view id_text) {
  const auto id = DeviceId::parse(id_text);
  if (!id) return {};
  return visit.site.database.read([&](db::Read& db) {
    Found found{.device = device::find(db, *id), .is_rung = device::has_subscription(db, *id)};
    const auto& device = found.device;
    found.left = site::left_without(db, visit.site, visit.session.account,
                                    device && device->state == device::State::active);
    const bool is_own =
        device && device->account == visit.session.account &&
        (device->state == device::State::active || device->state == device::State::suspended);
    return is_own ? found : Found{};
  });
}

std::string chosen(const http::Form& form) {
  return std::string{form.text("device", 64).value_or("")};
}

}  // namespace

std::string phone_page(DeviceId id) { return fmt::format("{}/{}", phones, id.text()); }

void tell_of_removal(db::Write& db, const site::InSession& visit, const std::string& name) {
  const auto language = visit.session.language.value_or(visit.site.portal.language);
  visit.site.outbox.post(
      db, visit.deed(),
      {.kind = outbox::Kind::authenticator_removed,
       .to = visit.session.email,
       .account = visit.session.account,
       .language = visit.session.language,
       .texts = {{"item", name},
                 {"when", text::day_and_time(language, visit.now, visit.site.policy.time_zone)}},
       .link_token = objection::make(db, visit.deed(),
                                     {.told = objection::Told::factor_removed,
                                      .account = visit.session.account,
                                      .item = name})});
}

void PhonePages::routes(site::Routes& routes) {
  routes.get(fmt::format("{}/{{device}}", phones), this, &PhonePages::show);
  routes.post(fmt::format("{}/rename", phones), this, &PhonePages::rename);
  routes.post(fmt::format("{}/resume", phones), this, &PhonePages::resume);
  routes.post(fmt::format("{}/unlink", phones), this, &PhonePages::unlink);
}

http::Response PhonePages::show(const site::SignedIn& visit) {
  const Found found = find(visit, visit.request.parts.at("device"));
  if (!found.device) return site::failure(visit, 404);
  const bool still_needed = visit.request.query_form().text("because", 16) == "needed";
  return PhonePage{
      .visit = visit,
      .device = *found.device,
      .name = found.device->describes.name,
      .left = found.left,
      .is_rung = found.is_rung,
      .problem = still_needed
                     ? std::optional{Message{"This is your only way to confirm that it is you, and"
                                             " one is required. Add another first."}}
                     : std::nullopt}
      .response();
}

http::Response PhonePages::rename(const site::SignedIn& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"device", "name"})) return site::failure(visit, 400);
  const Found found = find(visit, chosen(form));
  if (!found.device) return site::failure(visit, 404);
  const std::string typed{form.text("name", 512).value_or("")};
  const auto name = tidy_name(typed);
  if (!name) {
    return PhonePage{.visit = visit,
                     .device = *found.device,
                     .name = typed,
                     .left = found.left,
                     .is_rung = found.is_rung,
                     .problem = Message{"Give the phone a name of at most 60 letters."},
                     .name_is_wrong = true}
        .response();
  }
  const bool renamed = visit.site.database.write([&](db::Write& db) {
    if (!device::rename(db, visit.session.account, found.device->id, *name)) return false;
    audit::record(db, visit.deed(), audit::Event::device_renamed,
                  {.account = visit.session.account});
    return true;
  });
  if (!renamed) return site::failure(visit, 404);
  return http::see_other(site::two_factor_path);
}

http::Response PhonePages::resume(const site::MayChangeFactors& visit) {
  if (!site::holds_only(visit.request.form, {"device"})) return site::failure(visit, 400);
  const Found found = find(visit, chosen(visit.request.form));
  if (!found.device) return site::failure(visit, 404);
  visit.site.database.write([&](db::Write& db) {
    if (!device::resume(db, visit.session.account, found.device->id)) return;
    audit::record(db, visit.deed(), audit::Event::device_resumed,
                  {.account = visit.session.account});
  });
  return http::see_other(phone_page(found.device->id));
}

http::Response PhonePages::unlink(const site::MayChangeFactors& visit) {
  if (!site::holds_only(visit.request.form, {"device"})) return site::failure(visit, 400);
  const Found found = find(visit, chosen(visit.request.form));
  if (!found.device) return site::failure(visit, 404);
  const Device& device = *found.device;
  const auto removed = site::take_away(
      visit, factor_, device.describes.name,
      [&](db::Write& db) { return device::end(db, visit.session.account, device.id, visit.now); },
      device.state == device::State::active);
  visit.site.bell.ring(topic_of(visit.session.account));
  switch (removed) {
    case site::Removed::done:
      return http::see_other(site::two_factor_path);
    case site::Removed::needed:
      return http::see_other(fmt::format("{}?because=needed", phone_page(device.id)));
    case site::Removed::not_there:
      return site::failure(visit, 404);
  }
  throw Bug("every outcome of a removal has an answer");
}

}  // namespace sallyport::pocket
