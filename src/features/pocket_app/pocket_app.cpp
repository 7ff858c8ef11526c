#include "features/pocket_app/pocket_app.hpp"

#include <fmt/format.h>

#include <array>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "features/pocket_app/representation.hpp"
#include "kit/embedded/embedded.hpp"
#include "kit/json/json.hpp"
#include "kit/text/text.hpp"

namespace sallyport::pocket_app {
namespace {

/// Only our own script, and none that another one has put together: Trusted Types leave one gate,
/// "pocket-sw", through which the worker's address goes. A photograph that is read for a QR code
/// and the camera's picture are blobs; nothing is sent by a form, and no page frames this one.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; manifest-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types pocket-sw";

struct Built {
  const char* name;  // under /pocket/, and in the build folder's pocket/
  const char* type;
};

constexpr std::array built_files{
    Built{"app.js", "text/javascript; charset=utf-8"},
    Built{"app.css", "text/css; charset=utf-8"},
    Built{"worker.js", "text/javascript; charset=utf-8"},
    Built{"icon.svg", "image/svg+xml; charset=utf-8"},
    Built{"icon-192.png", "image/png"},
    Built{"icon-512.png", "image/png"},
    Built{"icon-maskable-512.png", "image/png"},
};

/// Made once, since it holds digests.
Representation built(const Built& file) {
  const std::string name = fmt::format("pocket/{}", file.name);
  const auto bytes = embedded::find(name);
  check(bytes.has_value(), "the app's files are built in");
  return {std::string{*bytes}, embedded::find(name + ".gz"), file.type};
}

http::Response guarded(http::Response response) {
  response.with_header("Content-Security-Policy", content_security_policy);
  response.with_header("Permissions-Policy",
                       "camera=(self), geolocation=(), microphone=(), payment=(), usb=()");
  response.with_header("Referrer-Policy", "no-referrer");
  return response;
}

std::string icon(std::string_view name, std::string_view sizes, std::string_view type,
                 std::string_view purpose) {
  return json::Object{}
      .add("src", fmt::format("/pocket/{}", name))
      .add("sizes", sizes)
      .add("type", type)
      .add("purpose", purpose)
      .text();
}

}  // namespace

void PocketApp::routes(site::Routes& routes) {
  routes.get_plain("/pocket", [](const http::Request&) { return http::see_other("/pocket/"); });
  routes.get_plain("/pocket/", [this](const http::Request& request) { return page(request); });
  routes.get_plain("/pocket/manifest.webmanifest",
                   [this](const http::Request& request) { return manifest(request); });
  for (const Built& file : built_files) {
    routes.get_plain(fmt::format("/pocket/{}", file.name),
                     [representation = built(file)](const http::Request& request) {
                       return guarded(representation.answer(request));
                     });
  }
}

http::Response PocketApp::page(const http::Request& request) const {
  const auto language = text::choose_language(request.header("accept-language").value_or(""));
  const auto& style_sheet = site_.look.style_sheet;
  const Representation page{
      site_.templates.render("src/features/pocket_app/pocket_app.html",
                             {{"language", std::string{text::tag(language)}},
                              {"companion_app", site_.portal.companion_app},
                              {"own_stylesheet_url", style_sheet ? style_sheet->url : ""}},
                             language),
      std::nullopt, "text/html; charset=utf-8"};
  auto response = guarded(page.answer(request));
  response.with_header("Vary", "Accept-Language");
  return response;
}

http::Response PocketApp::manifest(const http::Request& request) const {
  const std::string& name = site_.portal.companion_app;
  const std::array icons{icon("icon.svg", "any", "image/svg+xml", "any"),
                         icon("icon-192.png", "192x192", "image/png", "any"),
                         icon("icon-512.png", "512x512", "image/png", "any"),
                         icon("icon-maskable-512.png", "512x512", "image/png", "maskable")};
  const Representation manifest{
      json::Object{}
          .add("id", "/pocket/")
          .add("name", name)
          .add("short_name", name)
          .add("start_url", "/pocket/")
          .add("scope", "/pocket/")
          .add("display", "standalone")
          .add("background_color", "#f2f5f6")
          .add("theme_color", "#0d3f4a")
          .add_written("icons", json::array(icons, [](const auto& one) { return one; }))
          .text(),
      std::nullopt, "application/manifest+json"};
  return guarded(manifest.answer(request));
}

}  // namespace sallyport::pocket_app
