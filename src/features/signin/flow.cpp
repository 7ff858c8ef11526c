#include "features/signin/flow.hpp"

#include "core/history/history.hpp"
#include "features/signin/welcome.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::signin {

std::optional<attempt::Attempt> attempt_of(const site::Visit& visit) {
  const auto cookie = visit.request.cookie(site::arrival_cookie);
  if (!cookie) return std::nullopt;
  return visit.site.database.read(
      [&](db::Read& db) { return attempt::find(db, *cookie, visit.now); });
}

std::optional<Progress> go_on(db::Write& db, const site::Visit& visit,
                              const attempt::Attempt& attempt) {
  const site::Site& site = visit.site;
  const bool has_factor = !site.factors_of(db, attempt.account).empty();
  const auto memberships = contact::memberships(db, attempt.email);
  const policy::OwnDate date = site.date_of(db, attempt.account, memberships, has_factor);
  attempt::Progress progress{.password_proved = true,
                             .factor_proved = attempt.factor.has_value(),
                             .has_factor = has_factor,
                             .factor_required = date.has_come(visit.now),
                             .organisations = memberships.size(),
                             .organisation_chosen = false};
  const auto step = attempt::next_step(progress);
  if (step == attempt::Step::password) return std::nullopt;
  if (step == attempt::Step::factor) return Progress{.path = site::path_of(step), .session = {}};

  browser::Looks looks = site::looks_of(visit.request);
  const session::Arrival from{.user_agent = std::move(looks.user_agent),
                              .address = std::move(looks.address)};
  const Arrived arrived{.complete = step != attempt::Step::activate,
                        .from_new_place = history::is_new_place(db, attempt.account,
                                                                visit.request.sender, visit.now)};
  auto opened = session::pass_gate(db, visit.deed(), attempt, has_factor, from, site.lifetimes);
  if (!opened) return std::nullopt;
  if (opened->replaced) tell_of_too_many(db, visit, attempt.account);
  // A password alone does not make a browser known where more is demanded.
  auto remembered = arrive(db, visit, attempt, opened->session.id, arrived);

  progress.organisation_chosen = opened->session.organisation.has_value();
  const auto next = attempt::next_step(progress);
  if (next == attempt::Step::enter) session::forget_return_to(db, opened->session.id);
  return Progress{.path = site::onward(next, opened->session.return_to),
                  .session = std::move(opened->token),
                  .remembered = std::move(remembered)};
}

http::Response lead_on(const Progress& progress) {
  auto response = http::see_other(progress.path);
  if (progress.session) {
    response.with_cookie({.name = site::session_cookie,
                          .value = std::string{progress.session->reveal()},
                          .lasts = {}});
    response.with_cookie(
        {.name = site::arrival_cookie, .value = "", .lasts = std::chrono::seconds{0}});
  }
  if (progress.remembered) response.with_cookie(site::cookie_of(*progress.remembered));
  return response;
}

http::Response start_over(const site::Visit& visit, const attempt::Attempt& attempt,
                          std::string_view because) {
  std::string path = site::path_of(attempt::Step::password);
  // By the cookie of an attempt that is over, the start page still knows whose it was.
  if (!because.empty()) return http::see_other(path.append("?because=").append(because));
  const site::Arrival arrival{.return_to = attempt.return_to, .link = std::nullopt};
  return http::see_other(std::move(path)).with_cookie(site::cookie_of(visit, arrival));
}

}  // namespace sallyport::signin
