#include "features/factors/pocket/context.hpp"

#include "kit/json/json.hpp"
#include "site/browser_name.hpp"

namespace sallyport::pocket {
namespace {

constexpr std::chrono::days long_unused{60};

std::optional<std::string> country_of(const site::Site& site, std::string_view address) {
  const auto parsed = Address::parse(address);
  const auto place = parsed ? site.places.find(*parsed) : std::nullopt;
  if (!place || place->country.empty()) return std::nullopt;
  return place->country;
}

bool is_elsewhere(const site::Site& site, const BrowserThatAsks& asking) {
  const auto before = country_of(site, asking.known->address);
  const auto now = country_of(site, asking.looks.address);
  return before && now ? *before != *now : asking.new_network;
}

}  // namespace

std::string shortened(const Email& email) {
  const std::string text = email.text();
  const auto at = text.rfind('@');
  if (at <= 2) return text.substr(0, 1) + "…" + text.substr(at);
  return text.substr(0, 1) + "…" + text.substr(at - 1);
}

std::optional<std::string> place_of(const site::Site& site, const Address& address) {
  if (place::is_internal(address)) return "internal network";
  const auto place = site.places.find(address);
  if (!place) return std::nullopt;
  return place->text();
}

std::string context_of(const site::Site& site, const BrowserThatAsks& asking, Time now,
                       Time expires_at) {
  const site::BrowserName name = site::browser_name(asking.looks.user_agent);
  return json::Object{}
      .add("v", 1)
      .add("purpose", asking.within_session ? "confirm" : "login")
      .add("portal", site.portal.name)
      .add("origin", site.portal.public_address)
      .add("account", shortened(asking.email))
      .add_maybe("organisation", asking.organisation)
      .add_written("browser", json::Object{}
                                  .add("name", name.browser)
                                  .add("os", name.system)
                                  .add("known", asking.known.has_value())
                                  .text())
      .add_written("net", json::Object{}
                              .add("ip", asking.address.text())
                              .add_maybe("place", place_of(site, asking.address))
                              .text())
      .add("created", unix_seconds(now))
      .add("expires", unix_seconds(expires_at))
      .add_written("details", "[]")
      .text();
}

bool is_odd(const site::Site& site, const BrowserThatAsks& asking, Time now) {
  if (!asking.known) return false;
  const site::BrowserName before = site::browser_name(asking.known->user_agent);
  const site::BrowserName here = site::browser_name(asking.looks.user_agent);
  return before.browser != here.browser || before.system != here.system ||
         now - asking.known->last_used_at >= long_unused || is_elsewhere(site, asking);
}

}  // namespace sallyport::pocket
