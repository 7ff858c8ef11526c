#include "features/parts/parts.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/organisation/organisation.hpp"
#include "kit/http/target.hpp"
#include "site/failure.hpp"

namespace sallyport::parts {
namespace {

using text::Message;

/// RFC 9110 §15.5.2 wants a challenge with each 401, and a proxy may hand it on. Of this scheme
/// browsers know nothing, so none opens a dialogue of its own: signing in is a page.
constexpr const char* challenge = "Cookie realm=\"portal\"";

constexpr std::string_view asked_header = "x-original-uri";

struct Asked {
  std::string uri;         // as the browser sent it
  http::Target target;     // the same in two
  const site::Part* part;  // null: it belongs to none
};

/// ".;a" and "..;a" too: some programs cut a segment off at its semicolon and then go up.
bool leads_upward(std::string_view path) {
  return path.find("/.;") != std::string_view::npos || path.find("/..;") != std::string_view::npos;
}

/// What was asked for. Nothing when its spelling is not the one that all programs read alike: the
/// proxy may have read "/courses/../invoices/" as another part's than we would.
std::optional<Asked> asked_for(const http::Request& request, const site::Portal& portal) {
  const auto uri = request.header(asked_header);
  if (!uri) return std::nullopt;
  const auto target = http::read_target(*uri);
  if (!target || leads_upward(target->path)) return std::nullopt;
  // Decoded, as the proxy chose by it; a canonical path hides no slash and no dot in an escape.
  const auto path = percent_decode(target->path);
  return Asked{
      .uri = std::string{*uri}, .target = *target, .part = site::part_at(portal.parts, *path)};
}

http::Response bare(int status) {
  http::Response response;
  response.status = status;
  return response;
}

/// Visible ASCII and spaces as they are; "%", "," and all else as %XX of UTF-8 (RFC 3986 §2.1), so
/// that no name can end a header or a list.
std::string as_header_value(std::string_view text) {
  std::string value;
  for (const char letter : text) {
    const bool plain = letter >= ' ' && letter <= '~' && letter != '%' && letter != ',';
    plain ? value += letter : value += percent_encode({&letter, 1});
  }
  return value;
}

std::string as_header_value(const std::vector<std::string>& texts) {
  std::string value;
  for (const std::string& text : texts) {
    if (!value.empty()) value += ',';
    value += as_header_value(text);
  }
  return value;
}

std::vector<std::string> roles_of(const site::SignedIn& visit) {
  return visit.site.database.read([&](db::Read& db) {
    return contact::roles(db, visit.member().scope(), visit.member().contact);
  });
}

}  // namespace

void Parts::routes(site::Routes& routes) {
  routes.get_plain(
      "/auth/check", [this](const http::Request& request) { return check(request); },
      "a proxy, for somebody signed in");
  routes.get_plain(
      "/auth/enter", [this](const http::Request& request) { return enter(request); },
      "somebody whom a proxy handed on");
}

http::Response Parts::check(const http::Request& request) const {
  // The proxy is not set up: it must say which address it asks for.
  if (!request.header(asked_header)) return bare(400);
  const auto visit = site::SignedIn::admit(site_, request);
  if (!visit) return bare(401).with_header("WWW-Authenticate", challenge);

  const auto asked = asked_for(request, site_.portal);
  if (!asked || !asked->part) return bare(403);

  struct Looked {
    std::vector<std::string> roles;
    std::optional<organisation::Organisation> organisation;
  };
  const contact::Membership& member = visit->member();
  const auto looked = site_.database.read([&](db::Read& db) {
    return Looked{contact::roles(db, member.scope(), member.contact),
                  organisation::find(db, member.organisation)};
  });
  if (!looked.organisation || !asked->part->is_open_to(looked.roles)) return bare(403);

  const bool two_factors = visit->session.level == session::Level::second_factor;
  auto response = bare(204);
  response.with_header("Sallyport-Account", visit->session.account.text())
      .with_header("Sallyport-Email", as_header_value(visit->session.email.text()))
      .with_header("Sallyport-Name", as_header_value(member.person_name))
      .with_header("Sallyport-Organisation", fmt::to_string(looked.organisation->number))
      .with_header("Sallyport-Organisation-Id", member.organisation.text())
      .with_header("Sallyport-Roles", as_header_value(looked.roles))
      .with_header("Sallyport-Level", two_factors ? "2" : "1");
  return response;
}

http::Response Parts::enter(const http::Request& request) const {
  const auto asked = asked_for(request, site_.portal);
  if (!asked || !asked->part) return site::failure(site_, 404, request);

  // As if the part were a page of ours: who may not come in is led to the sign-in, and back.
  http::Request as_ours = request;
  as_ours.path = asked->target.path;
  as_ours.query = asked->target.query;
  const auto visit = site::SignedIn::admit(site_, as_ours);
  if (!visit) return visit.error();
  // Signed in meanwhile, in another tab.
  if (asked->part->is_open_to(roles_of(*visit))) return http::see_other(asked->uri);
  return site::dress(
      site::page(*visit, "templates/failure.html", Message{"This part is not open to you"},
                 {{"what", Message{"{part} is for people who have another role in {organisation}."}
                               .with("part", asked->part->name_in(visit->language))
                               .with("organisation", visit->organisation_name)},
                  {"next", Message{"Ask an administrator of your organisation whether you may have "
                                   "it, or go to the start page."}},
                  {"again", ""},
                  {"request_id", request.id}},
                 403),
      *visit);
}

}  // namespace sallyport::parts
