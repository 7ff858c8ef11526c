#include "features/health/health.hpp"

#include "features/health/health_store.hpp"

namespace sallyport::health {

void Health::routes(site::Routes& routes) {
  routes.get_plain("/health/live",
                   [](const http::Request&) { return http::plain_text(200, "live\n"); });
  // A database that cannot answer throws, and the edge answers 503.
  routes.get_plain("/health/ready", [this](const http::Request&) {
    const bool readable = site_.database.read([](db::Read& db) { return is_readable(db); });
    return readable ? http::plain_text(200, "ready\n") : http::plain_text(503, "not ready\n");
  });
}

}  // namespace sallyport::health
