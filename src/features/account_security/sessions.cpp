#include "features/account_security/sessions.hpp"

#include "site/browser_name.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"

namespace sallyport::account_security {
namespace {

using text::Message;

constexpr const char* sessions_path = "/account-security/sessions";

/// What sessions.html needs.
struct SessionsPage {
  const site::SignedIn& visit;
  const std::vector<session::Session>& sessions;

  [[nodiscard]] templates::Model model() const {
    const auto moment = [&](Time time) {
      return text::day_and_time(visit.language, time, visit.site.policy.time_zone);
    };
    std::vector<templates::Model> rows;
    for (const session::Session& session : sessions) {
      rows.push_back({{"id", session.id.text()},
                      {"browser", site::browser_words(session.user_agent)},
                      {"address", session.address},
                      {"since", moment(session.created_at)},
                      {"last_seen", moment(session.last_seen_at)},
                      {"is_this", session.id == visit.session.id}});
    }
    return {{"problem", std::string{}},
            {"sessions", std::move(rows)},
            {"has_others", sessions.size() > 1}};
  }
};

}  // namespace

void Sessions::routes(site::Routes& routes) {
  routes.get(sessions_path, this, &Sessions::list);
  routes.post("/account-security/sessions/end", this, &Sessions::end_one);
  routes.post("/account-security/sessions/end-others", this, &Sessions::end_others);
}

http::Response Sessions::list(const site::SignedIn& visit) {
  const auto sessions = visit.site.database.read([&](db::Read& db) {
    return session::all(db, visit.session.account, visit.site.lifetimes, visit.now);
  });
  return site::page(visit, "src/features/account_security/sessions.html",
                    Message{"Where you are logged in"}, SessionsPage{visit, sessions}.model());
}

http::Response Sessions::end_one(const site::RecentlySignedIn& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"session"})) return site::failure(visit, 400);
  const auto id = SessionId::parse(form.text("session", 64).value_or(""));
  const bool ended = id && visit.site.database.write([&](db::Write& db) {
    return session::end(db, visit.deed(), visit.session.account, *id, session::Ended::by_owner);
  });
  if (!ended) return site::failure(visit, 404);
  return http::see_other(sessions_path);
}

http::Response Sessions::end_others(const site::RecentlySignedIn& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  visit.site.database.write([&](db::Write& db) {
    session::end_others(db, visit.deed(), visit.session.account, visit.session.id,
                        session::Ended::by_owner);
  });
  return http::see_other(sessions_path);
}

}  // namespace sallyport::account_security
