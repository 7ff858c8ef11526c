#include "features/factors/pocket/link_pages.hpp"

#include <fmt/format.h>

#include "core/outbox/outbox.hpp"
#include "core/statement/link_code.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/phone_pages.hpp"
#include "kit/qr/qr.hpp"
#include "site/activation.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::pocket {
namespace {

using pairing::Pairing;
using pairing::State;
using text::Message;

constexpr std::chrono::seconds longest_wait{25};
/// So long afterwards a link can be undone without more ado.
constexpr std::chrono::minutes undo_within{30};

std::string linked_page(DeviceId id) { return fmt::format("{}/linked/{}", link_page, id.text()); }

std::string_view word_of(State state) {
  switch (state) {
    case State::waiting:
      return "waiting";
    case State::scanned:
      return "scanned";
    case State::answered:
      return "answered";
    case State::linked:
      return "linked";
    case State::cancelled:
      return "cancelled";
    case State::expired:
      return "expired";
  }
  throw Bug("every state of a pairing has a word");
}

/// What link.html needs.
struct LinkPage {
  const site::InSession& visit;
  const Pairing& pairing;
  const std::string& code;
  std::string phone;  // that answered; empty while none has

  [[nodiscard]] templates::Model model() const {
    const site::Site& site = visit.site;
    const std::string url = fmt::format("{}/pocket/#link={}", site.pocket.address, code);
    const qr::Code drawn = qr::draw(url);
    const auto left = std::chrono::ceil<std::chrono::minutes>(pairing.expires_at - visit.now);
    return {{"problem", std::string{}},
            {"companion_app", site.portal.companion_app},
            {"oldest_version", site.pocket.oldest_version},
            {"qr_size", std::int64_t{drawn.size}},
            {"qr_path", drawn.path},
            {"code", statement::shown_link_code(code)},
            {"minutes", left.count()},
            {"pairing", pairing.id.text()},
            {"state", std::string{word_of(pairing.state)}},
            {"wait_path", fmt::format("{}/{}/wait", link_page, pairing.id.text())},
            {"is_waiting", pairing.state == State::waiting},
            {"is_scanned", pairing.state == State::scanned},
            {"is_answered", pairing.state == State::answered},
            {"is_over", !pairing.is_live()},
            {"asks_first", site.pocket.confirm_linking},
            {"phone", phone},
            {"check_number", pairing.check_number},
            {"refresh", pairing.is_live()}};
  }

  [[nodiscard]] http::Response response() const {
    return site::page(visit, "src/features/factors/pocket/link.html",
                      Message{"Log in by simply pressing one button"}, model());
  }
};

Pairing begin(db::Write& db, const site::InSession& visit, std::int64_t renewal) {
  return pairing::begin(
      db, visit.deed(), visit.site.keys.sealer,
      {.account = visit.session.account, .session = visit.session.id, .from_device = {}}, renewal);
}

/// The one to show now: the newest of this session, renewed by itself a few times.
Pairing current_or_new(db::Write& db, const site::InSession& visit) {
  const auto newest = pairing::newest_of(db, visit.session.id, visit.now);
  if (!newest) return begin(db, visit, 0);
  if (newest->is_live()) return *newest;
  // Looked at again much later it is a new beginning.
  const bool long_ago = visit.now - newest->expires_at > visit.site.lifetimes.linking;
  if (newest->state == State::linked || long_ago) return begin(db, visit, 0);
  // Taken away by another page of the account: the two must not end each other's for ever.
  if (newest->state == State::cancelled) return *newest;
  if (newest->renewal >= pairing::most_renewals) return *newest;
  return begin(db, visit, newest->renewal + 1);
}

/// What is shown would be a new beginning, not a code in the place of one that ran out.
bool begins_anew(db::Read& db, const site::InSession& visit) {
  const auto newest = pairing::newest_of(db, visit.session.id, visit.now);
  return !newest || newest->state == State::linked ||
         visit.now - newest->expires_at > visit.site.lifetimes.linking;
}

/// To begin, the proofs have to be as fresh as for any change of factors.
bool is_stale(const site::InSession& visit) {
  return !site::missing_proofs(visit, site::Need::change_factors).empty();
}

http::Response lead_to_proof(const site::InSession& visit) {
  return http::see_other(site::confirm_path(site::Need::change_factors, visit.request));
}

std::optional<Pairing> named_in(db::Read& db, const site::InSession& visit, std::string_view text) {
  const auto id = PairingId::parse(text);
  auto found = id ? pairing::find(db, *id, visit.now) : std::nullopt;
  if (!found || found->session != visit.session.id) return std::nullopt;
  return found;
}

/// One that was linked a moment ago.
std::optional<device::Device> just_linked(db::Read& db, const site::InSession& visit,
                                          std::string_view text) {
  const auto id = DeviceId::parse(text);
  // What another session or a phone linked is not for this page to undo.
  if (!id || !pairing::linked_by(db, visit.session.id, *id)) return std::nullopt;
  auto found = device::find(db, *id);
  if (!found || found->account != visit.session.account || found->state != device::State::active ||
      visit.now - found->created_at > undo_within) {
    return std::nullopt;
  }
  return found;
}

}  // namespace

void LinkPages::routes(site::Routes& routes) {
  routes.get(link_page, this, &LinkPages::show);
  routes.post(link_page, this, &LinkPages::finish);
  routes.post(fmt::format("{}/new", link_page), this, &LinkPages::renew);
  routes.get(fmt::format("{}/{{pairing}}/wait", link_page), this, &LinkPages::wait);
  routes.get(fmt::format("{}/linked/{{device}}", link_page), this, &LinkPages::linked);
  routes.post(fmt::format("{}/undo", link_page), this, &LinkPages::undo);
}

http::Response LinkPages::show(const site::Linking& visit) {
  const auto full = visit.site.database.read([&](db::Read& db) {
    return device::all(db, visit.session.account).size() >= device::most_devices;
  });
  if (full) return http::see_other(fmt::format("{}?because=full", site::two_factor_path));
  const bool anew = visit.site.database.read([&](db::Read& db) { return begins_anew(db, visit); });
  if (anew && is_stale(visit)) return lead_to_proof(visit);
  const Pairing shown =
      visit.site.database.write([&](db::Write& db) { return current_or_new(db, visit); });
  if (anew) visit.site.bell.ring(topic_of(visit.session.account));
  std::string phone;
  const Secret code = visit.site.database.read([&](db::Read& db) {
    const auto device = shown.device ? device::find(db, *shown.device) : std::nullopt;
    if (device) phone = device->describes.name;
    return pairing::code_of(db, visit.site.keys.sealer, shown.id);
  });
  return LinkPage{visit, shown, std::string{code.reveal()}, phone}.response();
}

http::Response LinkPages::renew(const site::Linking& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  if (is_stale(visit)) return lead_to_proof(visit);
  const auto linked = visit.site.database.write([&](db::Write& db) -> std::optional<DeviceId> {
    const auto newest = pairing::newest_of(db, visit.session.id, visit.now);
    // Pressed on a page that had finished meanwhile: the phone counts, so it is undone in the open.
    if (newest && newest->state == State::linked) return newest->device;
    if (newest && newest->device) {
      static_cast<void>(device::end(db, visit.session.account, *newest->device, visit.now));
    }
    static_cast<void>(begin(db, visit, 0));
    return std::nullopt;
  });
  if (linked) return http::see_other(linked_page(*linked));
  visit.site.bell.ring(topic_of(visit.session.account));
  return http::see_other(link_page);
}

http::Response LinkPages::finish(const site::Linking& visit) {
  // Parse.
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"pairing"})) return site::failure(visit, 400);

  // Load.
  struct Loaded {
    std::optional<Pairing> pairing;
    std::optional<device::Device> device;
  };
  const Loaded loaded = visit.site.database.read([&](db::Read& db) {
    Loaded found;
    found.pairing = named_in(db, visit, form.text("pairing", 64).value_or(""));
    if (found.pairing && found.pairing->device) {
      found.device = device::find(db, *found.pairing->device);
    }
    return found;
  });
  if (!loaded.device || loaded.pairing->state != State::answered) {
    return http::see_other(link_page);
  }

  // Record and answer.
  const device::Device& device = *loaded.device;
  const std::string page = linked_page(device.id);
  auto response = site::activate(
      visit,
      {.factor = factor_,
       .item = device.describes.name,
       .store = [&](db::Write& db, const audit::Deed& deed) -> std::optional<std::string> {
         if (!pairing::link(db, loaded.pairing->id, deed.now)) return std::nullopt;
         if (!device::activate(db, device.id)) return std::nullopt;
         return device.id.text();
       },
       .success = site::Notice{.words = Message{"The link is successful: {phone}. Your phone shows"
                                                " {number}."}
                                            .with("phone", device.describes.name)
                                            .with("number", loaded.pairing->check_number),
                               .url = page,
                               .action = Message{"Not my phone – undo"}},
       .page = page});
  visit.site.bell.ring(topic_of(visit.session.account));
  return response;
}

http::Response LinkPages::wait(const site::Activating& visit) {
  const auto found = visit.site.database.read(
      [&](db::Read& db) { return named_in(db, visit, visit.request.parts.at("pairing")); });
  if (!found) return http::plain_text(404, "unknown\n");
  const std::string_view state = word_of(found->state);
  const bool is_news = visit.request.query_form().text("state", 16) != state;
  if (!is_news && found->is_live() && !visit.request.waited) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(found->expires_at - visit.now);
    return http::hold({.topic = topic_of(found->account),
                       .most = std::min(longest_wait, left),
                       .who = std::string{found->id.bytes()},
                       .most_of_who = 2});
  }
  if (!is_news && visit.request.crowded) return crowded();
  return http::plain_text(200, std::string{state} + "\n");
}

http::Response LinkPages::linked(const site::Activating& visit) {
  const auto device = visit.site.database.read(
      [&](db::Read& db) { return just_linked(db, visit, visit.request.parts.at("device")); });
  if (!device) return http::see_other(site::two_factor_path);
  const auto pairing = visit.site.database.read(
      [&](db::Read& db) { return pairing::newest_of(db, visit.session.id, visit.now); });
  return site::page(visit, "src/features/factors/pocket/linked.html",
                    Message{"The link is successful"},
                    {{"problem", std::string{}},
                     {"phone", device->describes.name},
                     {"device", device->id.text()},
                     {"check_number", pairing ? pairing->check_number : std::string{}},
                     {"companion_app", visit.site.portal.companion_app}});
}

http::Response LinkPages::undo(const site::Activating& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"device"})) return site::failure(visit, 400);
  const audit::Deed deed = visit.deed();
  const AccountId account = visit.session.account;
  enum class Outcome { not_there, undone, signed_out };
  const auto outcome = visit.site.database.write([&](db::Write& db) {
    const auto device = just_linked(db, visit, form.text("device", 64).value_or(""));
    if (!device) return Outcome::not_there;
    static_cast<void>(device::end(db, account, device->id, visit.now));
    audit::record(db, deed, audit::Event::device_ended, {.account = account, .detail = "undone"});
    tell_of_removal(db, visit, device->describes.name);
    const bool was_last = visit.site.count_standing(db, account) == 0;
    if (was_last) {
      for (site::Factor* other : visit.site.factors) other->forget(db, deed, account);
    }
    // What was proved by it is worth nothing: with no other factor, this session's level too.
    session::end_others(db, deed, account,
                        was_last ? std::nullopt : std::optional{visit.session.id},
                        session::Ended::factor_removed);
    return was_last ? Outcome::signed_out : Outcome::undone;
  });
  visit.site.bell.ring(topic_of(account));
  return http::see_other(outcome == Outcome::signed_out ? "/signin?because=undone"
                                                        : site::two_factor_path);
}

}  // namespace sallyport::pocket
