#include "features/signin/organisation_page.hpp"

#include <algorithm>

#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::signin {
namespace {

/// More than these do not fit on a screen, so they can be searched.
constexpr std::size_t most_without_search = 7;

}  // namespace

void OrganisationPage::routes(site::Routes& routes) {
  routes.get("/organisation", this, &OrganisationPage::show);
  routes.post("/organisation", this, &OrganisationPage::choose);
}

http::Response OrganisationPage::show(const site::Choosing& visit) {
  // Nothing to choose from (M15, M18).
  if (visit.chosen && !visit.several_organisations) {
    return http::see_other(site::path_of(attempt::Step::enter));
  }
  const bool searchable = visit.memberships.size() > most_without_search;
  const http::Form query = visit.request.query_form();
  const std::string search{searchable ? query.text("search", 120).value_or("") : ""};
  const std::string sought = text::folded(search);
  std::vector<templates::Model> rows;
  for (const contact::Membership& membership : visit.memberships) {
    if (text::folded(membership.organisation_name).find(sought) == std::string::npos) continue;
    rows.push_back(
        {{"id", membership.organisation.text()},
         {"name", membership.organisation_name},
         {"current", visit.chosen && visit.chosen->organisation == membership.organisation}});
  }
  return site::page(visit, "src/features/signin/organisation.html",
                    text::Message{"Select organisation"},
                    {{"organisations", std::move(rows)},
                     {"searchable", searchable},
                     {"chosen", visit.chosen.has_value()},
                     {"search", search},
                     {"return_to", visit.session.return_to}});
}

http::Response OrganisationPage::choose(const site::Choosing& visit) {
  // Parse.
  if (!site::holds_only(visit.request.form, {"organisation"}, {"return_to"}))
    return site::failure(visit, 400);
  const auto id = OrganisationId::parse(visit.request.form.text("organisation", 64).value_or(""));
  if (!id) return site::failure(visit, 404);

  // Decide and record: whether the person may enter is looked up in the transaction that lets them
  // (R-TX-8).
  const auto token = site_.database.write([&](db::Write& db) -> std::optional<Secret> {
    const auto memberships = contact::memberships(db, visit.session.email);
    const auto wanted = std::find_if(
        memberships.begin(), memberships.end(),
        [&](const contact::Membership& membership) { return membership.organisation == *id; });
    if (wanted == memberships.end()) return std::nullopt;
    session::forget_return_to(db, visit.session.id);
    return session::choose_organisation(db, visit.deed(), visit.session, *wanted);
  });

  // Answer. An organisation of others looks like one that does not exist. Where the person was
  // going stands in the form, so that a second press leads where the first led.
  if (!token) return site::failure(visit, 404);
  const std::string return_to{visit.request.form.text("return_to", 512).value_or("")};
  auto response = http::see_other(site::onward(attempt::Step::enter, return_to));
  response.with_cookie(
      {.name = site::session_cookie, .value = std::string{token->reveal()}, .lasts = {}});
  return response;
}

}  // namespace sallyport::signin
