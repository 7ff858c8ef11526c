#include "app/service.hpp"

#include "app/audit_sealing.hpp"
#include "app/clock.hpp"
#include "app/features.hpp"
#include "app/jobs.hpp"
#include "app/outward_jobs.hpp"
#include "app/upkeep.hpp"
#include "base/secret.hpp"
#include "kit/http/request_rate.hpp"
#include "site/doorbell.hpp"
#include "site/failure.hpp"
#include "site/page.hpp"
#include "site/routes.hpp"

namespace sallyport::app {
namespace {

/// "portal.example" or "localhost:8080", as a browser sends it.
std::string host_of(const std::string& public_address) {
  return public_address.substr(public_address.find("://") + 3);
}

/// Its own copy is made beside the database.
place::Places places_of(const Settings& settings) {
  if (settings.place_database.empty()) return {};
  return {settings.place_database, settings.database.parent_path()};
}

}  // namespace

struct Service::Parts {
  Parts(const Settings& settings, const Surroundings& around)
      : hasher(settings.hash_cost, around.keys.peppers, around.random, settings.hash_queue),
        outbox(around.keys.sealer),
        overrides(settings.overrides ? white_label::read(*settings.overrides)
                                     : white_label::Overrides{}),
        catalogues(overrides.texts),
        templates(catalogues),
        places(places_of(settings)),
        site{.database = around.database,
             .keys = around.keys,
             .random = around.random,
             .hasher = hasher,
             .outbox = outbox,
             .templates = templates,
             .catalogues = catalogues,
             .log = around.log,
             .policy = settings.policy,
             .lifetimes = settings.lifetimes,
             .sender_limit = settings.sender_limit,
             .portal = settings.portal,
             .pocket = settings.pocket,
             .look = overrides.look,
             .places = places,
             .bell = bell,
             .doorbell = nullptr,
             .factors = {}},
        outward_jobs(make_outward_jobs(site, around.mailer, settings)),
        features(site),
        routes(router, site),
        host(host_of(settings.portal.public_address)),
        pocket_host(host_of(settings.pocket.address)),
        checkpoint_file(settings.checkpoint_file),
        rate_of_strangers(settings.requests_per_minute),
        rate_of_known(settings.requests_per_minute) {
    if (settings.push) {
      sender.emplace(settings.push->options, around.keys.push_key, around.random, clock, [] {});
      doorbell.emplace(*sender, settings.push->rules, around.keys.push_key);
      site.doorbell = &*doorbell;
    }
    white_label::replace_templates(overrides, templates);
    site.factors = features.factors();
    features.routes(routes);
  }

  /// Each name leads to what lives there, and to nothing else: a page of the portal under Pocket's
  /// name would share its keys.
  [[nodiscard]] bool is_at_home(const http::Request& request) const {
    const auto asked = request.header("host");
    if (asked == host) return true;
    return asked == pocket_host && (request.path == "/" || request.path.starts_with("/pocket/"));
  }
  /// Somebody typed the name alone, or looks for Pocket at the portal's.
  [[nodiscard]] bool belongs_to_pocket(const http::Request& request) const {
    if (pocket_host == host) return false;
    const bool at_pocket = request.header("host") == pocket_host;
    return at_pocket ? request.path == "/" : request.path.starts_with("/pocket/");
  }

  /// When the sender asks too often: how long until it may again.
  [[nodiscard]] std::optional<std::chrono::seconds> count(const http::Request& request) {
    if (request.again) return std::nullopt;  // it was held, and was counted when it came
    http::RequestRate& rate = site::says_it_is_known(request) ? rate_of_known : rate_of_strangers;
    return rate.count(request.sender, request.now);
  }

  crypto::PasswordHasher hasher;
  outbox::Outbox outbox;
  white_label::Overrides overrides;
  text::Catalogues catalogues;
  templates::Templates templates;
  place::Places places;
  http::Bell bell;
  site::Site site;
  std::vector<jobs::Job> outward_jobs;
  Features features;
  http::Router router;
  site::Routes routes;
  std::string host;
  std::string pocket_host;  // the same, unless Pocket has a name for itself
  std::filesystem::path checkpoint_file;
  http::RequestRate rate_of_strangers;
  http::RequestRate rate_of_known;
  SystemClock clock;
  std::optional<push::Sender> sender;
  std::optional<site::Doorbell> doorbell;
};

Service::Service(const Settings& settings, const Surroundings& around)
    : parts_(std::make_unique<Parts>(settings, around)) {}

Service::~Service() = default;

http::Response Service::answer(const http::Request& request) {
  const auto answered = [&]() -> http::Response {
    // Anybody may ask how we are, under any name: load balancers do.
    if (!parts_->is_at_home(request) && !request.path.starts_with("/health/")) {
      return site::failure(parts_->site, 421, request);
    }
    if (parts_->belongs_to_pocket(request)) {
      return http::see_other(parts_->site.pocket.address + "/pocket/");
    }
    if (const auto wait = parts_->count(request);
        wait && !request.path.starts_with("/health/") &&
        !site::is_exempt_from_rate(parts_->site, request)) {
      return site::too_many_requests(parts_->site, request, *wait);
    }
    const auto match = parts_->router.match(request.method, request.path);
    if (!match.handler) {
      const bool not_found = match.miss == http::Router::Miss::not_found;
      auto response = site::failure(parts_->site, not_found ? 404 : 405, request);
      if (!not_found) response.with_header("Allow", match.allowed);
      return response;
    }
    http::Request with_parts = request;
    with_parts.parts = match.parts;
    auto response = (*match.handler)(with_parts);
    wipe(with_parts.body);
    response.route = match.route;
    return response;
  };
  auto response = answered();
  site::secure(response, parts_->site.portal);
  return response;
}

http::Response Service::on_failure(int status, const http::Request& request) {
  auto response = site::failure(parts_->site, status, request);
  site::secure(response, parts_->site.portal);
  return response;
}

http::Bell& Service::bell() { return parts_->bell; }

std::vector<jobs::Job> Service::jobs() {
  std::vector<jobs::Job> all = make_jobs(parts_->site);
  std::ranges::copy(parts_->outward_jobs, std::back_inserter(all));
  all.push_back(watch_places(parts_->places, parts_->site.log));
  return all;
}

const http::Router& Service::router() const { return parts_->router; }
const site::Site& Service::site() const { return parts_->site; }

void Service::check_clock(Time now) { refuse_clock_behind(parts_->site.database, now); }

std::vector<jobs::Job> Service::upkeep() {
  return make_upkeep(parts_->site, parts_->checkpoint_file);
}

void Service::close_audit_log(Time now) {
  const site::Site& site = parts_->site;
  AuditSealing{site.database, site.keys.audit_key, site.log, parts_->checkpoint_file}.close(now);
}

}  // namespace sallyport::app
