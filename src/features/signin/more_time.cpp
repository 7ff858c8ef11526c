#include "features/signin/more_time.hpp"

#include "features/signin/flow.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/way.hpp"

namespace sallyport::signin {
namespace {

/// Whole seconds as plain text; 0 when there is no attempt.
http::Response seconds_until(Time end, Time now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(end - now).count();
  return http::plain_text(200, std::to_string(seconds) + "\n");
}

}  // namespace

void MoreTime::routes(site::Routes& routes) {
  routes.get("/signin/left", this, &MoreTime::left);
  routes.post("/signin/more-time", this, &MoreTime::give);
}

http::Response MoreTime::left(const site::Visitor& visit) {
  const auto attempt = attempt_of(visit);
  return seconds_until(attempt ? attempt->ends_at : visit.now, visit.now);
}

http::Response MoreTime::give(const site::InSignIn& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {}, {"back"})) return site::failure(visit, 400);
  const Time end = site_.database.write([&](db::Write& db) {
    return attempt::give_more_time(db, visit.attempt, site_.lifetimes, visit.now);
  });
  // The script asks in the background; a page says where to go on.
  if (!form.has("back")) return seconds_until(end, visit.now);
  const std::string page = site::page_of_form(site_, visit.request);
  return http::see_other(page.empty() ? site::path_of(attempt::Step::factor) : page);
}

}  // namespace sallyport::signin
