#include "features/health/health.hpp"

#include "features/health/health_store.hpp"

namespace sallyport::health {

void Health::routes(site::Routes& routes) {
  routes.get_plain("/health/live",
                   [](const http::Request&) { return http::plain_text(200, "live\n"); });
  // A database that cannot answer throws, and the edge answers 503. Whether it can keep something
  // is tried only after it could not: else every question would cost a write, and a node that
  // nobody sends people to would never find out that it can again.
  routes.get_plain("/health/ready", [this](const http::Request&) {
    db::Database& database = site_.database;
    const bool ready =
        database.read([](db::Read& db) { return is_readable(db); }) && database.has_room();
    if (ready && database.last_write_failed()) database.write(&try_to_write);
    return ready ? http::plain_text(200, "ready\n") : http::plain_text(503, "not ready\n");
  });
}

}  // namespace sallyport::health
