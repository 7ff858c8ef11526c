#include "features/signin/start.hpp"

#include "features/signin/flow.hpp"
#include "features/signin/password_page.hpp"
#include "site/proving.hpp"
#include "site/way.hpp"

namespace sallyport::signin {
namespace {

/// Why somebody is here who did not ask for it. Only these words: an address cannot bring its own.
std::optional<text::Message> reason_of(std::string_view because) {
  if (because == "session_over") {
    return text::Message{
        "You were logged off because the portal was not used for a while, or because something "
        "about your "
        "access changed. Log in again."};
  }
  if (because == "attempt_over") {
    return text::Message{
        "Logging in took too long, or went wrong too often. To protect you, please start again with"
        " your password."};
  }
  if (because == "stopped") {
    return text::Message{
        "Logging in was stopped on your phone. Log in again if you want to go on."};
  }
  if (because == "reported") {
    return text::Message{"This was reported on your phone. Ask your administrator for help."};
  }
  if (because == "undone") {
    return text::Message{
        "The phone is unlinked again, and you are logged off. Log in to link your own."};
  }
  if (because == "logged_off") return text::Message{"You are logged off."};
  if (because == "password_set") return text::Message{"Your password is set. Log in with it now."};
  return std::nullopt;
}

/// The attempt that this browser was in the middle of when it ended: so that only the password has
/// to be typed again.
std::optional<attempt::Over> attempt_over(const site::Visit& visit) {
  const auto cookie = visit.request.cookie(site::arrival_cookie);
  if (!cookie) return std::nullopt;
  return visit.site.database.read(
      [&](db::Read& db) { return attempt::find_over(db, *cookie, visit.now); });
}

}  // namespace

void Start::routes(site::Routes& routes) {
  routes.get("/signin", this, &Start::show);
  // Where a refused form stands: a reload or another language leads to the page itself.
  routes.get("/signin/password", this, &Start::lead_to_start);
}

http::Response Start::show(const site::Visitor& visit) {
  if (visit.signed_in) return http::see_other(site::path_of(attempt::Step::enter));

  const auto under_way = attempt_of(visit);
  if (under_way) {
    const auto ways = site_.database.read(
        [&](db::Read& db) { return site::ways_of(db, site_, under_way->account); });
    // Without a way to prove more there is nothing to go on with, so the password is asked again.
    if (!ways.empty()) return http::see_other(site::path_of(attempt::Step::factor));
  }
  const http::Form query = visit.request.query_form();
  PasswordPage page{.email = {},
                    .return_to = under_way ? under_way->return_to : visit.arrival.return_to,
                    .shared = false,
                    .reason = reason_of(query.text("because", 32).value_or("")),
                    .problem = {}};
  if (const auto over = attempt_over(visit)) {
    page.return_to = over->return_to;
    page.shared = over->shared;
    // Others use that computer too, and whoever sits there now may be one of them.
    if (!over->shared) page.email = over->email.text();
  }
  return render(visit, page);
}

http::Response Start::lead_to_start(const site::Visitor&) {
  return http::see_other(site::path_of(attempt::Step::password));
}

}  // namespace sallyport::signin
