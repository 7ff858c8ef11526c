#include "features/signin/factor_step.hpp"

#include <fmt/format.h>

#include "core/history/history.hpp"
#include "features/signin/flow.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/known_browser.hpp"
#include "site/proving.hpp"
#include "site/way.hpp"

namespace sallyport::signin {
namespace {

using text::Message;

/// The factor that the address names, among those that the account has activated.
struct Asked {
  site::Factor* factor = nullptr;
  std::size_t ways = 0;
};

Asked asked_for(const site::InSignIn& visit) {
  const auto ways = visit.site.database.read(
      [&](db::Read& db) { return site::ways_of(db, visit.site, visit.attempt.account); });
  return {.factor = site::way_called(ways, visit.request.parts.at("name")), .ways = ways.size()};
}

http::Response question(const site::InSignIn& visit, const Asked& asked,
                        std::optional<Message> problem) {
  return asked.factor->ask(visit, {.account = visit.attempt.account,
                                   .asker = std::string{visit.attempt.id.bytes()},
                                   .action = fmt::format("/signin/factor/{}", asked.factor->name()),
                                   .other_way = asked.ways > 1 ? "/signin/other-way" : "",
                                   .start_again = "/signin/start-again",
                                   .problem = std::move(problem)});
}

/// Whose tries count: this browser's own, when the account knows it.
site::Guesser guesser_of(const site::InSignIn& visit) {
  const AccountId account = visit.attempt.account;
  const auto known = visit.site.database.read(
      [&](db::Read& db) { return site::known_browser(db, visit, account); });
  return {.account = account,
          .browser = known ? std::optional{known->id} : std::nullopt,
          .asker = std::string{visit.attempt.id.bytes()}};
}

Message pause_words(const site::InSignIn& visit, const Asked& asked, const site::Guesser& guesser) {
  const auto pause = visit.site.database.read([&](db::Read& db) {
    return site::pause_of(db, visit.site, *asked.factor, guesser, visit.now);
  });
  // None when it ended this second.
  return site::words_for(pause.value_or(site::Pause{.wait = std::chrono::seconds{1}}),
                         asked.ways > 1);
}

}  // namespace

void FactorStep::routes(site::Routes& routes) {
  routes.get("/signin/factor", this, &FactorStep::lead_to_first);
  routes.get("/signin/factor/{name}", this, &FactorStep::ask);
  routes.post("/signin/factor/{name}", this, &FactorStep::submit);
  routes.post("/signin/start-again", this, &FactorStep::start_again);
}

http::Response FactorStep::lead_to_first(const site::InSignIn& visit) {
  const auto ways = site_.database.read(
      [&](db::Read& db) { return site::ways_of(db, site_, visit.attempt.account); });
  if (ways.empty()) return start_over(visit, visit.attempt, "attempt_over");
  return http::see_other(fmt::format("/signin/factor/{}", ways.front()->name()));
}

http::Response FactorStep::ask(const site::InSignIn& visit) {
  const Asked asked = asked_for(visit);
  if (asked.factor == nullptr) return http::see_other(site::path_of(attempt::Step::factor));
  return question(visit, asked, std::nullopt);
}

http::Response FactorStep::submit(const site::InSignIn& visit) {
  const Asked asked = asked_for(visit);
  if (asked.factor == nullptr) return http::see_other(site::path_of(attempt::Step::factor));
  if (!site::holds_only(visit.request.form, asked.factor->fields())) {
    return site::failure(visit, 400);
  }
  const auto again = [&](std::optional<Message> problem, int status) {
    auto response = question(visit, asked, std::move(problem));
    response.status = status;
    return response;
  };

  const audit::Deed deed = visit.deed();
  const site::Guesser guesser = guesser_of(visit);
  std::optional<Progress> progress;
  const auto outcome = site::try_factor(
      site_, *asked.factor, guesser, visit.request.form, deed,
      {.spend = [&](db::Write& db) { return attempt::spend_code(db, visit.attempt.id, visit.now); },
       .on_success =
           [&](db::Write& db) {
             const auto proved =
                 attempt::prove_factor(db, deed, visit.attempt, asked.factor->name());
             if (!proved) return false;
             progress = go_on(db, visit, proved->attempt);
             return progress.has_value();
           },
       .on_failure =
           [&](db::Write& db) {
             attempt::refuse_code(db, visit.attempt.id, visit.now);
             const browser::Looks looks = site::looks_of(visit.request);
             history::record(db, deed,
                             {.account = visit.attempt.account,
                              .outcome = history::Outcome::factor_refused,
                              .factor = std::string{asked.factor->name()},
                              .user_agent = looks.user_agent,
                              .address = looks.address});
           }});

  switch (outcome) {
    case site::Outcome::proved:
      return lead_on(*progress);
    case site::Outcome::incomplete:
      return again(
          asked.factor->incomplete(
              {.account = guesser.account, .asker = guesser.asker, .form = visit.request.form},
              visit.now),
          422);
    case site::Outcome::paused:
      return again(pause_words(visit, asked, guesser), 429);
    case site::Outcome::over:
      // Not ended here: of answers sent together, one that is being looked at may be right.
      return start_over(visit, visit.attempt, "attempt_over");
    case site::Outcome::refused:
      // Over after too many, or because another request with the same answer was faster.
      if (!attempt_of(visit)) return start_over(visit, visit.attempt, "attempt_over");
      return again(asked.factor->wrong(), 422);
  }
  throw Bug("every outcome of a factor has an answer");
}

http::Response FactorStep::start_again(const site::InSignIn& visit) {
  site_.database.write([&](db::Write& db) {
    attempt::abandon(db, visit.request.cookie(site::arrival_cookie).value_or(""), visit.now);
    for (site::Factor* factor : site_.factors) {
      factor->let_go(db, visit.deed(), visit.attempt.account, visit.attempt.id.bytes(),
                     /*was_proved=*/false);
    }
  });
  return start_over(visit, visit.attempt, "");
}

}  // namespace sallyport::signin
