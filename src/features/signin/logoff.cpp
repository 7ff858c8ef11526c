#include "features/signin/logoff.hpp"

#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::signin {

void Logoff::routes(site::Routes& routes) {
  // People keep this address among their bookmarks; a GET changes nothing, so it asks.
  routes.get("/logoff", this, &Logoff::show);
  routes.post("/logoff", this, &Logoff::submit, &Logoff::show_again);
}

http::Response Logoff::show(const site::Leaving& visit) {
  if (!visit.session) return http::see_other(site::path_of(attempt::Step::password));
  return site::page(visit, "src/features/signin/logoff.html", text::Message{"Log off"}, {});
}

http::Response Logoff::show_again(const site::Outdated<site::Leaving>& outdated) {
  auto response = show(outdated.visit);
  response.status = 403;
  return response;
}

http::Response Logoff::submit(const site::Leaving& visit) {
  auto response = http::see_other(site::path_of(attempt::Step::password) + "?because=logged_off");
  // Another site could have sent this form, without our cookies: then nothing may be thrown away
  // either.
  if (!visit.session) return response;
  site_.database.write([&](db::Write& db) {
    session::end(db, visit.deed(), visit.session->account, visit.session->id,
                 session::Ended::logged_off);
  });
  response.with_cookie(
      {.name = site::session_cookie, .value = "", .lasts = std::chrono::seconds{0}});
  // Only the cache: "cookies" would take the language along, "storage" a phone's key.
  response.with_header("Clear-Site-Data", "\"cache\"");
  return response;
}

}  // namespace sallyport::signin
