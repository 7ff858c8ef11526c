#include "features/account_security/two_factor.hpp"

#include "features/account_security/items.hpp"
#include "site/factor.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::account_security {
namespace {

using text::Message;

constexpr const char* method_path = "/account-security/two-factor/method";

templates::Value because(const site::Visit& visit) {
  if (visit.request.query_form().text("because", 16) == "full") {
    return Message{"You have as many apps as the portal keeps. Remove one before you add another."};
  }
  return std::string{};
}

/// What two_factor.html needs.
struct TwoFactorPage {
  const site::InSession& visit;

  [[nodiscard]] templates::Model model() const {
    const site::Portal& portal = visit.site.portal;
    const auto days_left = visit.date.days_left(visit.now);
    return {{"problem", because(visit)},
            {"is_on", visit.has_factor},
            {"needed_now", visit.step == attempt::Step::activate},
            {"may_go_back", visit.step == attempt::Step::enter},
            {"items", item_rows(visit)},
            {"required_from",
             days_left ? text::long_day(visit.language, *visit.date.day()) : std::string{}},
            {"exempt_until", exempt_until(visit)},
            {"days_left", days_left.value_or(0)},
            {"method_path", std::string{method_path}},
            {"companion_app", portal.companion_app},
            {"oldest_version", visit.site.pocket.oldest_version},
            {"system_manager", portal.system_manager}};
  }
};

/// What method.html needs.
struct MethodPage {
  const site::InSession& visit;

  [[nodiscard]] templates::Model model() const {
    std::vector<templates::Model> rows;
    for (const site::Factor* factor : visit.site.factors) {
      if (const auto method = factor->method()) {
        rows.push_back({{"label", method->label},
                        {"explanation", method->explanation},
                        {"href", method->page}});
      }
    }
    return {{"problem", std::string{}}, {"methods", std::move(rows)}};
  }
};

}  // namespace

void TwoFactor::routes(site::Routes& routes) {
  routes.get(site::two_factor_path, this, &TwoFactor::show);
  routes.post(site::two_factor_path, this, &TwoFactor::activate);
  routes.get(method_path, this, &TwoFactor::choose);
}

http::Response TwoFactor::show(const site::Activating& visit) {
  return site::page(visit, "src/features/account_security/two_factor.html",
                    Message{"Two-factor authentication"}, TwoFactorPage{visit}.model());
}

/// **Activate**: the guard of the methods' page asks for the password first (M23).
http::Response TwoFactor::activate(const site::Activating& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  return http::see_other(method_path);
}

http::Response TwoFactor::choose(const site::MayChangeFactors& visit) {
  return site::page(visit, "src/features/account_security/method.html",
                    Message{"Choose how you confirm that it is you"}, MethodPage{visit}.model());
}

}  // namespace sallyport::account_security
