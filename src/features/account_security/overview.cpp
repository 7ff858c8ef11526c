#include "features/account_security/overview.hpp"

#include "core/account/account.hpp"
#include "features/account_security/items.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::account_security {
namespace {

using text::Message;

/// What overview.html needs.
struct OverviewPage {
  const site::SignedIn& visit;
  std::optional<Time> password_set_at;
  std::size_t sessions = 0;

  [[nodiscard]] templates::Model model() const {
    const auto day = [&](Time time) {
      return text::long_day(visit.language, visit.site.policy.time_zone.day_of(time));
    };
    return {{"problem", std::string{}},
            {"is_on", visit.has_factor},
            {"items", item_rows(visit)},
            {"exempt_until", exempt_until(visit)},
            {"email", visit.session.email.text()},
            {"environment", visit.site.portal.environment},
            {"password_set_on", password_set_at ? day(*password_set_at) : std::string{}},
            {"sessions", static_cast<std::int64_t>(sessions)}};
  }
};

}  // namespace

void Overview::routes(site::Routes& routes) {
  routes.get(site::account_security_path, this, &Overview::show);
}

http::Response Overview::show(const site::SignedIn& visit) {
  const auto page = visit.site.database.read([&](db::Read& db) {
    const auto account = account::find(db, visit.session.account);
    return OverviewPage{
        .visit = visit,
        .password_set_at = account ? account->password_set_at : std::nullopt,
        .sessions =
            session::all(db, visit.session.account, visit.site.lifetimes, visit.now).size()};
  });
  return site::page(visit, "src/features/account_security/overview.html",
                    Message{"Account security"}, page.model());
}

}  // namespace sallyport::account_security
