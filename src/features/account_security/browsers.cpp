#include "features/account_security/browsers.hpp"

#include <algorithm>

#include "site/browser_name.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/known_browser.hpp"
#include "site/page.hpp"

namespace sallyport::account_security {
namespace {

using text::Message;

constexpr const char* browsers_path = "/account-security/browsers";
constexpr std::string_view by_owner = "by its owner";

/// What browsers.html needs.
struct BrowsersPage {
  const site::SignedIn& visit;
  const std::vector<browser::Browser>& browsers;
  std::optional<BrowserId> here;

  [[nodiscard]] templates::Model model() const {
    const auto moment = [&](Time time) {
      return text::day_and_time(visit.language, time, visit.site.policy.time_zone);
    };
    std::vector<templates::Model> rows;
    for (const browser::Browser& browser : browsers) {
      rows.push_back({{"id", browser.id.text()},
                      {"browser", site::browser_words(browser.user_agent)},
                      {"address", browser.address},
                      {"since", moment(browser.known_since)},
                      {"last_used", moment(browser.last_used_at)},
                      {"is_this", browser.id == here}});
    }
    const auto others =
        std::count_if(browsers.begin(), browsers.end(),
                      [&](const browser::Browser& browser) { return browser.id != here; });
    return {{"has_browsers", !browsers.empty()},
            {"browsers", std::move(rows)},
            {"has_others", others > 0}};
  }
};

std::optional<BrowserId> browser_of(db::Read& db, const site::InSession& visit) {
  const auto known = site::known_browser(db, visit, visit.session.account);
  return known ? std::optional{known->id} : std::nullopt;
}

void forget(db::Write& db, const site::InSession& visit, BrowserId id) {
  browser::forget(db, visit.deed(), visit.session.account, id, by_owner);
  session::end_in_browser(db, visit.deed(), visit.session.account, id);
}

}  // namespace

void Browsers::routes(site::Routes& routes) {
  routes.get(browsers_path, this, &Browsers::list);
  routes.post("/account-security/browsers/forget", this, &Browsers::forget_one);
  routes.post("/account-security/browsers/forget-others", this, &Browsers::forget_others);
}

http::Response Browsers::list(const site::SignedIn& visit) {
  std::optional<BrowserId> here;
  const auto browsers = visit.site.database.read([&](db::Read& db) {
    here = browser_of(db, visit);
    return browser::all(db, visit.session.account, visit.now);
  });
  return site::page(visit, "src/features/account_security/browsers.html",
                    Message{"Browsers that we know"}, BrowsersPage{visit, browsers, here}.model());
}

http::Response Browsers::forget_one(const site::RecentlySignedIn& visit) {
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"browser"})) return site::failure(visit, 400);
  const auto id = BrowserId::parse(form.text("browser", 64).value_or(""));
  const bool forgotten = id && visit.site.database.write([&](db::Write& db) {
    const auto all = browser::all(db, visit.session.account, visit.now);
    const bool is_ours =
        std::any_of(all.begin(), all.end(), [&](const auto& browser) { return browser.id == *id; });
    if (is_ours) forget(db, visit, *id);
    return is_ours;
  });
  if (!forgotten) return site::failure(visit, 404);
  return http::see_other(browsers_path);
}

http::Response Browsers::forget_others(const site::RecentlySignedIn& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  visit.site.database.write([&](db::Write& db) {
    const auto here = browser_of(db, visit);
    for (const auto& browser : browser::all(db, visit.session.account, visit.now)) {
      if (browser.id != here) forget(db, visit, browser.id);
    }
  });
  return http::see_other(browsers_path);
}

}  // namespace sallyport::account_security
