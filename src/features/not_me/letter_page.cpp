#include "core/objection/objection.hpp"
#include "features/not_me/not_me.hpp"
#include "features/not_me/not_me_page.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/link_try.hpp"
#include "site/page.hpp"
#include "site/put_right.hpp"

namespace sallyport::not_me {
namespace {

using text::Message;

constexpr const char* done_path = "/not-me/done";

std::string_view word_of(site::Concerns concerns) {
  switch (concerns) {
    case site::Concerns::account:
      return "account";
    case site::Concerns::access:
      return "access";
    case site::Concerns::address:
      return "address";
  }
  throw Bug("everything that an objection concerns has a word");
}

/// What the address lets object to, if it still does.
struct Looked {
  bool paused = false;  // it was not looked at
  std::optional<objection::Objection> objection;
};

Looked look(db::Write& db, const site::Visitor& visit) {
  if (!site::spend_link_try(db, visit)) return {.paused = true, .objection = {}};
  auto found = objection::find(db, visit.request.parts.at("token"), visit.now);
  if (found) site::give_back_link_try(db, visit);
  return {.paused = false, .objection = std::move(found)};
}

http::Response dead_link(const site::Visit& visit) {
  return site::page(visit, "src/features/not_me/dead_link.html",
                    Message{"This link no longer works"}, {}, 404);
}

}  // namespace

http::Response render(const site::Visit& visit, const NotMePage& page) {
  const site::Concerns concerns = site::concern_of(page.telling.told);
  return site::page(
      visit, "src/features/not_me/not_me.html", Message{"Was this not you?"},
      {{"what", site::words_of(page.telling)},
       {"when", text::day_and_time(visit.language, page.at, visit.site.policy.time_zone)},
       {"account", concerns == site::Concerns::account},
       {"access", concerns == site::Concerns::access},
       {"address", concerns == site::Concerns::address},
       {"takes_back", !page.telling.factor.empty()},
       {"item", page.telling.item},
       {"action", page.action},
       {"cancel", page.cancel}});
}

http::Response lead_to_done(objection::Told told) {
  return http::see_other(std::string{done_path} +
                         "?what=" + std::string{word_of(site::concern_of(told))});
}

void NotMe::routes(site::Routes& routes) {
  routes.get(done_path, this, &NotMe::show_done);
  routes.get("/not-me/{token}", this, &NotMe::ask);
  routes.post("/not-me/{token}", this, &NotMe::object);

  routes.get(sign_ins_path, this, &NotMe::list);
  routes.get(std::string{sign_ins_path} + "/{entry}", this, &NotMe::ask_about_one);
  routes.post(std::string{sign_ins_path} + "/{entry}", this, &NotMe::object_to_one);
}

/// Looking changes nothing about the link: mail scanners look too.
http::Response NotMe::ask(const site::Visitor& visit) {
  const Looked looked =
      site_.database.write_unsynced([&](db::Write& db) { return look(db, visit); });
  if (looked.paused) return site::too_many_links(visit);
  if (!looked.objection) return dead_link(visit);
  return render(visit, {.telling = looked.objection->telling,
                        .at = looked.objection->told_at,
                        .action = visit.request.path,
                        .cancel = ""});
}

http::Response NotMe::object(const site::Visitor& visit) {
  // Parse.
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);

  // Load, decide and record: the link counts once.
  const audit::Deed deed = visit.deed();
  bool paused = false;
  const auto told = site_.database.write([&](db::Write& db) -> std::optional<objection::Told> {
    const auto [is_paused, found] = look(db, visit);
    paused = is_paused;
    if (paused) return std::nullopt;
    if (!found || !objection::use(db, found->id, visit.now)) {
      audit::record(db, deed, audit::Event::objection_refused);
      return std::nullopt;
    }
    site::put_right(db, site_, deed, found->telling);
    return found->telling.told;
  });

  // Answer: a clean address, and nobody is let in.
  if (paused) return site::too_many_links(visit);
  return told ? lead_to_done(*told) : dead_link(visit);
}

http::Response NotMe::show_done(const site::Visitor& visit) {
  const http::Form query = visit.request.query_form();
  const auto what = query.text("what", 16).value_or("");
  return site::page(visit, "src/features/not_me/done.html", Message{"Thank you for telling us"},
                    {{"account", what == word_of(site::Concerns::account)},
                     {"access", what == word_of(site::Concerns::access)},
                     {"address", what == word_of(site::Concerns::address)},
                     {"operator_name", site_.portal.operator_name}});
}

}  // namespace sallyport::not_me
