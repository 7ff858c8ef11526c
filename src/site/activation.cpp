#include "site/activation.hpp"

#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "core/outbox/outbox.hpp"
#include "site/cookies.hpp"
#include "site/known_browser.hpp"
#include "site/way.hpp"

namespace sallyport::site {
namespace {

using attempt::Step;

void post_letter(db::Write& db, const InSession& visit, outbox::Kind kind, const std::string& item,
                 const objection::Telling& telling) {
  const auto language = visit.session.language.value_or(visit.site.portal.language);
  visit.site.outbox.post(
      db, visit.deed(),
      {.kind = kind,
       .to = visit.session.email,
       .account = visit.session.account,
       .language = visit.session.language,
       .texts = {{"item", item},
                 {"when", text::day_and_time(language, visit.now, visit.site.policy.time_zone)}},
       .link_token = objection::make(db, visit.deed(), telling)});
}

std::vector<Spare> spares_of(const Site& site, AccountId account) {
  std::vector<Spare> spares;
  for (Factor* factor : site.factors) {
    if (auto spare = factor->spare(account)) spares.push_back(std::move(*spare));
  }
  return spares;
}

/// Where the person goes once the factor is there: on, if the date stood in the way, else back to
/// the page.
std::string onward_of(const InSession& visit) {
  if (visit.step == Step::enter) return two_factor_path;
  const Step next = attempt::next_step({.password_proved = true,
                                        .factor_proved = true,
                                        .has_factor = true,
                                        .factor_required = visit.date.has_come(visit.now),
                                        .organisations = visit.memberships.size(),
                                        .organisation_chosen = visit.chosen.has_value()});
  return onward(next, visit.session.return_to);
}

bool is_alive(db::Read& db, const InSession& visit) {
  const auto token = visit.request.cookie(session_cookie);
  return token && session::find(db, *token, visit.site.lifetimes, visit.now);
}

/// On and after the date the sign-in is complete only now; before, its password made the browser
/// known (features/signin/welcome.hpp).
std::optional<browser::Remembered> complete_sign_in(db::Write& db, const InSession& visit) {
  account::remember_sign_in(db, visit.session.account, visit.now);
  if (visit.session.shared) return std::nullopt;
  auto remembered = remember_browser(db, visit, visit.session.account);
  session::settle_in(db, visit.session.id, remembered.id, visit.session.unusual);
  return remembered;
}

/// A password alone made them known, and whoever had it may have been in one of them.
void forget_browsers_of_before(db::Write& db, const InSession& visit,
                               const std::optional<browser::Remembered>& remembered) {
  const AccountId account = visit.session.account;
  const auto here = known_browser(db, visit, account);
  const auto kept = remembered ? std::optional{remembered->id}
                    : here     ? std::optional{here->id}
                               : std::nullopt;
  browser::forget_others(db, visit.deed(), account, kept, "second factor activated");
}

}  // namespace

http::Response activate(const MayChangeFactors& visit, const Activation& activation) {
  const bool first = !visit.has_factor;
  const auto spares = first ? spares_of(visit.site, visit.session.account) : std::vector<Spare>{};
  const std::string onward = onward_of(visit);

  const auto deed = visit.deed();
  const AccountId account = visit.session.account;
  std::optional<browser::Remembered> remembered;
  const auto token = visit.site.database.write([&](db::Write& db) -> std::optional<Secret> {
    // Another session may have activated one meanwhile, and thereby ended this one.
    if (!is_alive(db, visit)) return std::nullopt;
    const auto part = activation.store(db, deed);
    if (!part) return std::nullopt;
    if (first) {
      session::end_others(db, deed, account, visit.session.id, session::Ended::factor_added);
    }
    // Also where recovery codes were all that was left.
    account::end_demand(db, account);
    for (const Spare& spare : spares) spare.record(db, deed);
    if (onward == visit.session.return_to) session::forget_return_to(db, visit.session.id);
    account::remember_factor(db, account, activation.factor.name());
    audit::record(db, deed, audit::Event::authenticator_added,
                  {.account = account, .detail = std::string{activation.factor.name()}});
    post_letter(db, visit, outbox::Kind::authenticator_added, activation.item,
                {.told = objection::Told::factor_added,
                 .account = account,
                 .item = activation.item,
                 .factor = std::string{activation.factor.name()},
                 .part = *part,
                 // On and after the date it was proved by a code mailed to the same address.
                 .takes_last = first && !visit.date.has_come(visit.now)});
    if (visit.step == Step::activate) remembered = complete_sign_in(db, visit);
    if (first) forget_browsers_of_before(db, visit, remembered);
    return session::raise_level(db, deed, visit.session, activation.factor.name());
  });
  if (!token) return http::see_other(two_factor_path);

  const auto with_session = [&](http::Response response) {
    response.with_cookie(
        {.name = session_cookie, .value = std::string{token->reveal()}, .lasts = {}});
    if (remembered) response.with_cookie(cookie_of(*remembered));
    return response;
  };
  if (spares.empty()) {
    const bool shows_page = !activation.page.empty() && onward == two_factor_path;
    return with_session(http::see_other(shows_page ? activation.page : onward));
  }
  MayChangeFactors raised = visit;
  raised.has_factor = true;
  raised.notices.clear();  // they asked for what has just been done
  if (activation.success) raised.success.push_back(*activation.success);
  return with_session(spares.front().show(raised, onward));
}

Left left_without(db::Read& db, const Site& site, AccountId account, bool is_usable) {
  Left left;
  for (const Factor* factor : site.factors) {
    if (!factor->stands_alone()) continue;
    left.usable += factor->count_usable(db, account);
    left.standing += factor->items(db, account).size();
  }
  if (is_usable && left.usable > 0) --left.usable;
  if (left.standing > 0) --left.standing;
  return left;
}

Removed take_away(const MayChangeFactors& visit, const Factor& factor, const std::string& item,
                  const std::function<bool(db::Write&)>& remove, bool is_usable) {
  const auto deed = visit.deed();
  const AccountId account = visit.session.account;
  return visit.site.database.write([&](db::Write& db) {
    const Left left = left_without(db, visit.site, account, is_usable);
    if (left.is_too_little(visit.date.has_come(visit.now))) return Removed::needed;
    if (!remove(db)) return Removed::not_there;
    if (left.standing == 0) {
      for (Factor* other : visit.site.factors) other->forget(db, deed, account);
    }
    session::end_others(db, deed, account, visit.session.id, session::Ended::factor_removed);
    audit::record(db, deed, audit::Event::authenticator_removed,
                  {.account = account, .detail = std::string{factor.name()}});
    post_letter(db, visit, outbox::Kind::authenticator_removed, item,
                {.told = objection::Told::factor_removed, .account = account, .item = item});
    return Removed::done;
  });
}

}  // namespace sallyport::site
