#include "features/portal/home.hpp"

#include "site/factor.hpp"
#include "site/page.hpp"

namespace sallyport::portal {
namespace {

using text::Message;

/// One way on from here.
struct Tile {
  Message label;
  std::string address;
  bool is_help = false;  // decides the icon
};

/// In the order in which they are shown.
std::vector<Tile> tiles_of(const site::Portal& portal) {
  std::vector<Tile> tiles;
  tiles.push_back({.label = Message{"Account security"}, .address = "/account-security"});
  if (!portal.help_url.empty()) {
    tiles.push_back({.label = Message{"Help"}, .address = portal.help_url, .is_help = true});
  }
  return tiles;
}

/// What the operator configured and the person's roles open.
std::vector<templates::Model> open_parts(const site::SignedIn& visit) {
  const auto& parts = visit.site.portal.parts;
  if (parts.empty()) return {};
  const auto roles = visit.site.database.read([&](db::Read& db) {
    return contact::roles(db, visit.member().scope(), visit.member().contact);
  });
  std::vector<templates::Model> open;
  for (const site::Part& part : parts) {
    if (!part.is_open_to(roles)) continue;
    open.push_back({{"label", part.name_in(visit.language)}, {"address", part.address}});
  }
  return open;
}

/// What somebody had better do about their second factor: make recovery codes, say.
std::vector<templates::Model> warnings_for(const site::SignedIn& visit) {
  if (!visit.has_factor) return {};
  return visit.site.database.read([&](db::Read& db) {
    std::vector<templates::Model> warnings;
    for (const site::Factor* factor : visit.site.factors) {
      for (const site::Item& item : factor->items(db, visit.session.account)) {
        if (!item.warning || !item.remark) continue;
        warnings.push_back({{"name", item.name},
                            {"remark", *item.remark},
                            {"warning", *item.warning},
                            {"page", item.page}});
      }
    }
    return warnings;
  });
}

}  // namespace

void Home::routes(site::Routes& routes) { routes.get("/", this, &Home::show); }

http::Response Home::show(const site::SignedIn& visit) {
  std::vector<templates::Model> tiles;
  for (const Tile& tile : tiles_of(site_.portal)) {
    tiles.push_back({{"label", tile.label}, {"address", tile.address}, {"is_help", tile.is_help}});
  }
  return site::page(visit, "src/features/portal/home.html",
                    Message{"Welcome, {person}"}.with("person", visit.person_name),
                    {{"parts", open_parts(visit)},
                     {"tiles", std::move(tiles)},
                     {"warnings", warnings_for(visit)},
                     {"has_factor", visit.has_factor}});
}

}  // namespace sallyport::portal
