#include "features/staying/staying.hpp"

#include "site/failure.hpp"
#include "site/fields.hpp"

namespace sallyport::staying {
namespace {

/// Whole seconds as plain text; 0 without a session.
http::Response seconds_until(const site::Visit& visit) {
  return http::plain_text(200, std::to_string(visit.session_seconds()) + "\n");
}

}  // namespace

void Staying::routes(site::Routes& routes) {
  routes.get("/session/left", this, &Staying::left);
  routes.post("/session/stay", this, &Staying::stay);
}

http::Response Staying::left(const site::Visitor& visit) { return seconds_until(visit); }

http::Response Staying::stay(const site::Activating& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  // That it was asked for has made the session last: the guard marks each request.
  return seconds_until(visit);
}

}  // namespace sallyport::staying
