#include "features/password/opened_link.hpp"

#include <fmt/format.h>

#include "features/password/link_request.hpp"
#include "features/password/password.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/link_try.hpp"
#include "site/page.hpp"
#include "site/proving.hpp"

namespace sallyport::password {
namespace {

using link::Purpose;
using text::Message;

const std::string& token_of(const site::Visitor& visit) { return visit.request.parts.at("token"); }

/// The link that the address names, if it still works.
struct Looked {
  bool paused = false;  // it was not looked at
  std::optional<link::Link> link;
};

Looked look(const site::Visitor& visit, Purpose purpose) {
  return visit.site.database.write_unsynced([&](db::Write& db) {
    if (!site::spend_link_try(db, visit)) return Looked{.paused = true, .link = {}};
    Looked looked{.link = link::find(db, purpose, token_of(visit), visit.now)};
    if (looked.link) site::give_back_link_try(db, visit);
    return looked;
  });
}

std::string again_path(const site::Visitor& visit) {
  return fmt::format("{}/again", visit.request.path);
}

}  // namespace

std::optional<OpenedLink> opened_link(const site::Visitor& visit) {
  if (!visit.arrival.link) return std::nullopt;
  return visit.site.database.read([&](db::Read& db) -> std::optional<OpenedLink> {
    auto found = link::find_opened(db, *visit.arrival.link, visit.arrival.nonce, visit.now);
    if (!found) return std::nullopt;
    auto account = account::find(db, found->account);
    check(account.has_value(), "a link is of an account that exists");
    auto ways = site::ways_of(db, visit.site, account->id);
    return OpenedLink{std::move(*found), std::move(*account), std::move(ways)};
  });
}

http::Response dead_link(const site::Visit& visit, const std::string& again) {
  return site::page(visit, "src/features/password/dead_link.html",
                    Message{"This link no longer works"}, {{"again", again}, {"ran_out", false}},
                    404);
}

http::Response dead_link(const site::Visitor& visit) {
  if (!visit.arrival.link) return dead_link(visit, "");
  const std::string again = "/password/again";
  const bool ran_out = visit.site.database.read([&](db::Read& db) {
    return link::ran_out(db, *visit.arrival.link, visit.arrival.nonce, visit.now);
  });
  if (!ran_out) return dead_link(visit, again);
  return site::page(visit, "src/features/password/dead_link.html", Message{"The time is over"},
                    {{"again", again}, {"ran_out", true}}, 404);
}

http::Response Password::show_invitation(const site::Visitor& visit) {
  return show_link(visit, Purpose::set_password);
}
http::Response Password::open_invitation(const site::Visitor& visit) {
  return open_link(visit, Purpose::set_password);
}
http::Response Password::show_reset(const site::Visitor& visit) {
  return show_link(visit, Purpose::reset_password);
}
http::Response Password::open_reset(const site::Visitor& visit) {
  return open_link(visit, Purpose::reset_password);
}

/// Looking changes nothing about the link: mail scanners look too. The button below exchanges the
/// link for a clean address.
http::Response Password::show_link(const site::Visitor& visit, Purpose purpose) {
  const Looked looked = look(visit, purpose);
  if (looked.paused) return site::too_many_links(visit);
  if (!looked.link) return dead_link(visit, again_path(visit));
  const bool is_first = purpose == Purpose::set_password;
  return site::page(visit, "src/features/password/open_link.html",
                    is_first ? Message{"Welcome"} : Message{"Choose a new password"},
                    {{"action", visit.request.path}, {"is_first", is_first}});
}

http::Response Password::open_link(const site::Visitor& visit, Purpose purpose) {
  // Parse.
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);

  // Load.
  const Looked looked = look(visit, purpose);
  if (looked.paused) return site::too_many_links(visit);
  const auto& link = looked.link;

  // Record.
  const site::Arrival arrival{.return_to = visit.arrival.return_to,
                              .link = link ? std::optional{link->id} : std::nullopt,
                              .nonce = site_.random.bytes(site::arrival_nonce_size)};
  const bool opened = site_.database.write([&](db::Write& db) {
    const bool works = link && link::open(db, *link, arrival.nonce, visit.now);
    audit::About about;
    if (link) about.account = link->account;
    audit::record(db, visit.deed(), works ? audit::Event::link_opened : audit::Event::link_refused,
                  about);
    return works;
  });

  // Answer.
  if (!opened) return dead_link(visit, again_path(visit));
  return http::see_other("/password/set").with_cookie(site::cookie_of(visit, arrival));
}

http::Response Password::invitation_again(const site::Visitor& visit) {
  return again(visit, Purpose::set_password);
}
http::Response Password::reset_again(const site::Visitor& visit) {
  return again(visit, Purpose::reset_password);
}

/// A new link in place of one that no longer works, sent to the address that the old one went to.
http::Response Password::again(const site::Visitor& visit, Purpose purpose) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  const auto old = site_.database.read(
      [&](db::Read& db) { return link::find_even_outdated(db, purpose, token_of(visit)); });
  return accept(visit, {.email = std::nullopt, .link = old});
}

http::Response Password::opened_again(const site::Visitor& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  return accept(visit, {.email = std::nullopt, .link = visit.arrival.link});
}

}  // namespace sallyport::password
