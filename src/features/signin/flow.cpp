#include "features/signin/flow.hpp"

#include <algorithm>
#include <iterator>

#include "core/account/account.hpp"
#include "site/way.hpp"

namespace sallyport::signin {

std::vector<site::Factor*> ways_of(db::Read& db, const site::Site& site, AccountId id) {
  const auto activated = site.factors_of(db, id);
  const auto account = account::find(db, id);
  const auto was_last = [&](const site::Factor* factor) {
    return account && factor->name() == account->last_factor;
  };
  std::vector<site::Factor*> ways;
  const auto take = [&](const auto& fits) {
    std::copy_if(activated.begin(), activated.end(), std::back_inserter(ways), fits);
  };
  take([&](const site::Factor* factor) { return factor->stands_alone() && was_last(factor); });
  take([&](const site::Factor* factor) { return factor->stands_alone() && !was_last(factor); });
  take([&](const site::Factor* factor) { return !factor->stands_alone(); });
  return ways;
}

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
  attempt::Progress progress{.password_proved = true,
                             .factor_proved = attempt.factor.has_value(),
                             .has_factor = has_factor,
                             .factor_required = site.policy.second_factor_required(visit.now),
                             .organisations = contact::memberships(db, attempt.email).size(),
                             .organisation_chosen = false};
  const auto step = attempt::next_step(progress);
  if (step == attempt::Step::password) return std::nullopt;
  if (step == attempt::Step::factor) return Progress{.path = site::path_of(step), .session = {}};

  const session::Arrival from{
      .user_agent = std::string{visit.request.header("user-agent").value_or("").substr(0, 256)},
      .address = visit.request.sender.text()};
  auto opened = session::pass_gate(db, visit.deed(), attempt, has_factor, from, site.lifetimes);
  if (!opened) return std::nullopt;

  progress.organisation_chosen = opened->session.organisation.has_value();
  const auto next = attempt::next_step(progress);
  if (next == attempt::Step::enter) session::forget_return_to(db, opened->session.id);
  return Progress{.path = site::onward(next, opened->session.return_to),
                  .session = std::move(opened->token)};
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
  return response;
}

http::Response start_over(const site::Visit& visit, const attempt::Attempt& attempt,
                          std::string_view because) {
  std::string path = site::path_of(attempt::Step::password);
  if (!because.empty()) path.append("?because=").append(because);
  const site::Arrival arrival{.return_to = attempt.return_to, .link = std::nullopt};
  auto response = http::see_other(std::move(path));
  response.with_cookie(
      {.name = site::arrival_cookie,
       .value = site::sign_arrival(arrival, visit.site.keys.form_key, visit.site.random, visit.now),
       .lasts = {}});
  return response;
}

}  // namespace sallyport::signin
