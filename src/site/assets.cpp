#include "site/assets.hpp"

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"
#include "site/white_label/served.hpp"

namespace sallyport::site {
namespace {

struct Asset {
  std::string_view bytes;
  std::string served_name;
  std::string_view type;
};

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml; charset=utf-8";
  if (name.ends_with(".webp")) return "image/webp";
  throw Bug("every kind of asset has a media type");
}

/// By the name in web/.
const std::map<std::string, Asset, std::less<>>& assets() {
  static const auto all = [] {
    std::map<std::string, Asset, std::less<>> made;
    for (const std::string_view ending : {".css", ".js", ".svg", ".webp"}) {
      for (const auto& [name, bytes] : embedded::all("web/", ending)) {
        const std::string_view file = name.substr(name.rfind('/') + 1);
        made[std::string{file}] = {bytes, white_label::served_name(file, bytes), type_of(file)};
      }
    }
    return made;
  }();
  return all;
}

}  // namespace

std::string asset_url(std::string_view name) {
  const auto found = assets().find(name);
  check(found != assets().end(), "an asset that a page names is built in");
  return "/assets/" + found->second.served_name;
}

std::optional<http::Response> asset(std::string_view served_name) {
  for (const auto& [name, asset] : assets()) {
    if (asset.served_name != served_name) continue;
    return white_label::kept_for_ever(std::string{asset.bytes}, std::string{asset.type});
  }
  return std::nullopt;
}

}  // namespace sallyport::site
