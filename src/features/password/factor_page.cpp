#include <fmt/format.h>

#include "features/password/password.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/proving.hpp"

namespace sallyport::password {
namespace {

using text::Message;

std::string path_of(const site::Factor& way) {
  return fmt::format("/password/factor/{}", way.name());
}

site::Factor* way_of_address(const site::Visitor& visit, const OpenedLink& opened) {
  return site::way_called(opened.ways, visit.request.parts.at("name"));
}

site::Guesser guesser_of(const OpenedLink& opened) {
  return {
      .account = opened.account.id, .by_link = true, .asker = std::string{opened.link.id.bytes()}};
}

Message pause_words(const site::Visitor& visit, const OpenedLink& opened, const site::Factor& way) {
  const auto pause = visit.site.database.read([&](db::Read& db) {
    return site::pause_of(db, visit.site, way, guesser_of(opened), visit.now);
  });
  if (pause && !pause->wait) {
    return Message{
        "Too many answers were wrong, so they are no longer looked at here. Log in with a browser "
        "in which you have logged in before, or ask your organisation's administrator for help."};
  }
  // None when it ended this second.
  return site::words_for(pause.value_or(site::Pause{.wait = std::chrono::seconds{1}}),
                         opened.ways.size() > 1);
}

http::Response question(const site::Visitor& visit, const OpenedLink& opened, site::Factor& way,
                        std::optional<Message> problem, int status) {
  auto response = way.ask(visit, {.account = opened.account.id,
                                  .asker = std::string{opened.link.id.bytes()},
                                  .action = path_of(way),
                                  .other_way = opened.ways.size() > 1 ? "/password/other-way" : "",
                                  .start_again = "",
                                  .leave = "/signin",
                                  .problem = std::move(problem)});
  response.status = status;
  return response;
}

}  // namespace

http::Response Password::lead_to_first_way(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  if (!opened->lacks_factor()) return http::see_other("/password/set");
  return http::see_other(path_of(*opened->ways.front()));
}

http::Response Password::other_way(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  return site::page(visit, "src/features/password/other_way.html", Message{"Choose another way"},
                    {{"ways", site::rows_of(opened->ways, path_of)}});
}

http::Response Password::ask_factor(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  site::Factor* way = way_of_address(visit, *opened);
  if (way == nullptr || !opened->lacks_factor()) return http::see_other("/password/factor");
  return question(visit, *opened, *way, std::nullopt, 200);
}

http::Response Password::prove_factor(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  site::Factor* way = way_of_address(visit, *opened);
  if (way == nullptr || !opened->lacks_factor()) return http::see_other("/password/factor");
  if (!site::holds_only(visit.request.form, way->fields())) return site::failure(visit, 400);

  const site::Arrival proved{.return_to = visit.arrival.return_to,
                             .link = opened->link.id,
                             .nonce = site_.random.bytes(site::arrival_nonce_size)};
  const auto outcome = site::try_factor(
      site_, *way, guesser_of(*opened), visit.request.form, visit.deed(),
      {.spend = [&](db::Write& db) { return link::spend_code(db, opened->link.id, visit.now); },
       .on_success =
           [&](db::Write& db) {
             return link::prove_factor(db, opened->link.id, visit.arrival.nonce, proved.nonce,
                                       way->name(), visit.now);
           },
       .on_failure = [&](db::Write& db) { link::refuse_code(db, opened->link.id, visit.now); }});
  switch (outcome) {
    case site::Outcome::proved:
      return http::see_other("/password/set").with_cookie(site::cookie_of(visit, proved));
    case site::Outcome::incomplete:
      return question(visit, *opened, *way,
                      way->incomplete({.account = opened->account.id,
                                       .asker = opened->link.id.bytes(),
                                       .form = visit.request.form},
                                      visit.now),
                      422);
    case site::Outcome::paused:
      return question(visit, *opened, *way, pause_words(visit, *opened, *way), 429);
    case site::Outcome::over:
      return dead_link(visit);
    case site::Outcome::refused:
      // Over after too many, or because another request with the same answer was faster.
      if (!opened_link(visit)) return dead_link(visit);
      return question(visit, *opened, *way, way->wrong(), 422);
  }
  throw Bug("every outcome of a factor has an answer");
}

}  // namespace sallyport::password
