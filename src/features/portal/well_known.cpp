#include "features/portal/well_known.hpp"

#include <fmt/format.h>

#include "site/assets.hpp"
#include "site/failure.hpp"

namespace sallyport::portal {

void WellKnown::routes(site::Routes& routes) {
  routes.get_plain("/.well-known/change-password", [](const http::Request&) {
    return http::see_other("/account-security/password");
  });
  routes.get_plain("/.well-known/security.txt",
                   [this](const http::Request& request) { return security_contact(request); });
  routes.get_plain("/robots.txt", [](const http::Request&) {
    return http::plain_text(200, "User-agent: *\nDisallow: /\n");
  });
  routes.get_plain("/favicon.ico", [this](const http::Request&) {
    return http::see_other(site_.look.icon ? site_.look.icon->url : site::asset_url("icon.svg"));
  });
  routes.get_plain("/assets/{name}",
                   [this](const http::Request& request) { return asset(request); });
}

http::Response WellKnown::security_contact(const http::Request& request) const {
  const std::string& contact = site_.portal.security_contact;
  if (contact.empty()) return site::failure(site_, 404, request);
  // RFC 9116 §2.5.4: a contact is an address with its scheme. §2.5.5: at most a year ahead is
  // advised.
  const bool is_email = Email::parse(contact).has_value();
  return http::plain_text(
      200, fmt::format("Contact: {}{}\nExpires: {}\nPreferred-Languages: en, nl\n"
                       "Canonical: {}/.well-known/security.txt\n",
                       is_email ? "mailto:" : "", contact,
                       rfc3339(request.now + std::chrono::days{364}), site_.portal.public_address));
}

http::Response WellKnown::asset(const http::Request& request) const {
  auto found = site::asset(request.parts.at("name"));
  if (!found) found = site_.look.file(request.parts.at("name"));
  return found ? std::move(*found) : site::failure(site_, 404, request);
}

}  // namespace sallyport::portal
