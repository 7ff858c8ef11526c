#include "site/proving.hpp"

#include <algorithm>
#include <iterator>

#include "kit/text/text.hpp"

namespace sallyport::site {
namespace {

bool spend_all(db::Write& db, const std::vector<throttle::Limit>& limits,
               const std::string& subject, Time now) {
  bool left = true;
  for (const throttle::Limit& limit : limits) {
    if (!throttle::spend(db, limit, subject, now)) left = false;
  }
  return left;
}

void clear_all(db::Write& db, const std::vector<throttle::Limit>& limits,
               const std::string& subject) {
  for (const throttle::Limit& limit : limits) throttle::clear(db, limit, subject);
}

}  // namespace

crypto::PasswordVerdict judge_password(const Site& site,
                                       const std::optional<account::Account>& account,
                                       const Secret& typed) {
  const auto password = text::normalised(typed);
  if (!account || !account->password_hash || !password) {
    site.hasher.verify_nothing(typed);
    return crypto::PasswordVerdict::wrong;
  }
  return site.hasher.verify(*password, *account->password_hash);
}

std::vector<Factor*> ways_of(db::Read& db, const Site& site, AccountId id) {
  const auto activated = site.factors_of(db, id);
  const auto account = account::find(db, id);
  const auto was_last = [&](const Factor* factor) {
    return account && factor->name() == account->last_factor;
  };
  std::vector<Factor*> ways;
  const auto take = [&](const auto& fits) {
    std::copy_if(activated.begin(), activated.end(), std::back_inserter(ways), fits);
  };
  take([&](const Factor* factor) { return factor->stands_alone() && was_last(factor); });
  take([&](const Factor* factor) { return factor->stands_alone() && !was_last(factor); });
  take([&](const Factor* factor) { return !factor->stands_alone(); });
  return ways;
}

Outcome try_factor(const Site& site, Factor& factor, AccountId account, const http::Form& form,
                   const audit::Deed& deed, const std::function<bool(db::Write&)>& on_success,
                   const std::function<void(db::Write&)>& on_failure) {
  if (factor.incomplete(form)) return Outcome::incomplete;
  const auto limits = factor.limits();
  const std::string subject = throttle::subject(site.keys.throttle_key, account);
  const audit::About about{.account = account, .detail = std::string{factor.name()}};

  const bool may_try = site.database.write([&](db::Write& db) {
    const bool left = spend_all(db, limits, subject, deed.now);
    if (!left) audit::record(db, deed, audit::Event::factor_paused, about);
    return left;
  });
  if (!may_try) return Outcome::paused;

  const Checked checked = factor.check(account, form, deed);
  const auto refuse = [&] {
    site.database.write([&](db::Write& db) {
      audit::record(db, deed, audit::Event::factor_refused, about);
      on_failure(db);
    });
    return Outcome::refused;
  };
  if (!checked.right) return refuse();

  const bool proved = site.database.write([&](db::Write& db) {
    if (!checked.use(db, deed)) return false;
    if (!on_success(db)) return false;
    clear_all(db, limits, subject);
    account::remember_factor(db, account, factor.name());
    audit::record(db, deed, audit::Event::factor_accepted, about);
    return true;
  });
  return proved ? Outcome::proved : refuse();
}

}  // namespace sallyport::site
