#include "site/proving.hpp"

#include <algorithm>
#include <iterator>

#include "core/browser/browser.hpp"
#include "kit/text/text.hpp"
#include "site/warning.hpp"

namespace sallyport::site {
namespace {

std::string account_subject(const Site& site, const Guesser& guesser) {
  return throttle::subject(site.keys.throttle_key, guesser.account);
}

std::string subject_of(const Site& site, const Guesser& guesser) {
  if (guesser.session) return throttle::subject(site.keys.throttle_key, *guesser.session);
  if (guesser.browser) return throttle::subject(site.keys.throttle_key, *guesser.browser);
  if (guesser.by_link) return throttle::subject_by_link(site.keys.throttle_key, guesser.account);
  return account_subject(site, guesser);
}

bool used_up(db::Read& db, const Site& site, const std::vector<throttle::Limit>& limits,
             const Guesser& guesser, Time now) {
  const std::string subject = subject_of(site, guesser);
  return std::any_of(limits.begin(), limits.end(),
                     [&](const auto& limit) { return !throttle::left(db, limit, subject, now); });
}

/// After so many wrong ones in a row the owner is told: it may be that somebody has the password.
constexpr std::int64_t worth_telling = 5;

/// What spending a try of each limit found.
struct Spending {
  bool left = true;         // none of them was used up
  bool is_telling = false;  // this is the try after which the owner is told, if it is wrong
  bool is_last = false;     // of those that only a success gives back
  std::optional<browser::Browser> forgotten = {};  // the known browser whose last try this is
};

std::optional<browser::Browser> forget_browser(db::Write& db, const Guesser& guesser,
                                               const audit::Deed& deed) {
  for (browser::Browser& browser : browser::all(db, guesser.account, deed.now)) {
    if (browser.id != guesser.browser) continue;
    browser::forget(db, deed, guesser.account, browser.id, "too many wrong codes");
    return std::move(browser);
  }
  return std::nullopt;
}

/// Spends one of each. Of tries sent together only one is the telling one.
Spending spend_all(db::Write& db, const Site& site, const std::vector<throttle::Limit>& limits,
                   const Guesser& guesser, const audit::Deed& deed) {
  const std::string subject = subject_of(site, guesser);
  Spending spending;
  for (const throttle::Limit& limit : limits) {
    const std::int64_t tries = throttle::count(db, limit, subject, deed.now);
    if (tries > limit.most) spending.left = false;
    if (!limit.ends_by_itself() && tries == worth_telling) spending.is_telling = true;
    if (tries != limit.most) continue;
    audit::record(db, deed, audit::Event::limit_reached,
                  {.account = guesser.account, .detail = std::string{limit.kind}});
    if (limit.ends_by_itself()) continue;
    spending.is_last = true;
    if (guesser.browser) spending.forgotten = forget_browser(db, guesser, deed);
  }
  return spending;
}

/// A right answer frees the account's counters too, wherever it was given.
void clear_all(db::Write& db, const Site& site, const std::vector<throttle::Limit>& limits,
               const Guesser& guesser) {
  for (const throttle::Limit& limit : limits) {
    throttle::clear(db, limit, subject_of(site, guesser));
    throttle::clear(db, limit, account_subject(site, guesser));
  }
}

/// What the owner is told of a wrong answer, by the one try that it hangs on.
void tell_owner(db::Write& db, const Site& site, const Guesser& guesser, const Spending& spending,
                const audit::Deed& deed) {
  using objection::Told;
  using outbox::Kind;
  const auto warn = [&](Kind kind, Told told, const std::string& user_agent = "") {
    warn_owner(db, site, deed,
               {.kind = kind, .account = guesser.account, .told = told, .user_agent = user_agent});
  };
  if (spending.is_telling) warn(Kind::wrong_codes, Told::wrong_codes);
  if (spending.forgotten) {
    warn(Kind::browser_forgotten, Told::browser_forgotten, spending.forgotten->user_agent);
  } else if (spending.is_last) {
    warn(Kind::codes_stopped, Told::wrong_codes);
  }
}

}  // namespace

crypto::PasswordVerdict judge_password(const Site& site,
                                       const std::optional<account::Account>& account,
                                       const Secret& typed) {
  return judge_password(site, site.hasher.take_place({}), account, typed);
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

Factor* way_called(const std::vector<Factor*>& ways, std::string_view name) {
  const auto found = std::find_if(ways.begin(), ways.end(),
                                  [&](const Factor* way) { return way->name() == name; });
  return found == ways.end() ? nullptr : *found;
}

std::vector<templates::Model> rows_of(const std::vector<Factor*>& ways,
                                      const std::function<std::string(const Factor&)>& page) {
  std::vector<templates::Model> rows;
  for (const Factor* way : ways) {
    rows.push_back(
        {{"path", page(*way)}, {"label", way->label()}, {"stands_alone", way->stands_alone()}});
  }
  return rows;
}

crypto::PasswordVerdict judge_password(const Site& site, const crypto::HashPlace& place,
                                       const std::optional<account::Account>& account,
                                       const Secret& typed) {
  const auto password = text::normalised(typed);
  if (!account || !account->password_hash || !password) {
    site.hasher.verify_nothing(place, typed);
    return crypto::PasswordVerdict::wrong;
  }
  return site.hasher.verify(place, *password, *account->password_hash);
}

Outcome try_factor(const Site& site, Factor& factor, const Guesser& guesser, const http::Form& form,
                   const audit::Deed& deed, const Trial& trial) {
  const Answer answer{.account = guesser.account, .asker = guesser.asker, .form = form};
  if (factor.incomplete(answer, deed.now)) return Outcome::incomplete;
  const auto limits = factor.limits();
  const AccountId account = guesser.account;
  const auto room = factor.room();
  const audit::About about{.account = account, .detail = std::string{factor.name()}};

  Spending spending;
  const auto stopped = site.database.write([&](db::Write& db) -> std::optional<Outcome> {
    const bool paused = used_up(db, site, limits, guesser, deed.now);
    if (!paused && !trial.spend(db)) return Outcome::over;
    if (!paused) spending = spend_all(db, site, limits, guesser, deed);
    if (!paused && spending.left) return std::nullopt;
    audit::record(db, deed, audit::Event::factor_paused, about);
    return Outcome::paused;
  });
  if (stopped) return *stopped;

  const Checked checked = factor.check(answer, deed, room);
  const auto refuse = [&] {
    site.database.write([&](db::Write& db) {
      audit::record(db, deed, audit::Event::factor_refused, about);
      trial.on_failure(db);
      tell_owner(db, site, guesser, spending, deed);
    });
    return Outcome::refused;
  };
  if (!checked.right) return refuse();

  const bool proved = site.database.write([&](db::Write& db) {
    if (!checked.use(db, deed)) return false;
    if (!trial.on_success(db)) return false;
    clear_all(db, site, limits, guesser);
    for (Factor* other : site.factors) {
      if (other != &factor) other->let_go(db, deed, account, guesser.asker, /*was_proved=*/true);
    }
    account::remember_factor(db, account, factor.name());
    audit::record(db, deed, audit::Event::factor_accepted, about);
    return true;
  });
  return proved ? Outcome::proved : refuse();
}

std::optional<Pause> pause_of(db::Read& db, const Site& site, const Factor& factor,
                              const Guesser& guesser, Time now) {
  const std::string subject = subject_of(site, guesser);
  std::optional<Pause> pause;
  for (const throttle::Limit& limit : factor.limits()) {
    const auto wait = throttle::wait(db, limit, subject, now);
    if (wait.count() == 0) continue;
    if (!limit.ends_by_itself()) return Pause{.wait = {}};
    if (!pause || wait > *pause->wait) pause = Pause{.wait = wait};
  }
  return pause;
}

}  // namespace sallyport::site
