#include "app/features.hpp"

#include "features/account_security/account_security.hpp"
#include "features/factors/pocket/offline_factor.hpp"
#include "features/factors/pocket/pocket_factor.hpp"
#include "features/factors/recovery_code/recovery_code_factor.hpp"
#include "features/factors/recovery_code/recovery_code_store.hpp"
#include "features/factors/totp/totp_factor.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "features/health/health.hpp"
#include "features/health/mirror.hpp"
#include "features/help/help.hpp"
#include "features/language/language.hpp"
#include "features/not_me/not_me.hpp"
#include "features/parts/parts.hpp"
#include "features/password/password.hpp"
#include "features/pocket_app/pocket_app.hpp"
#include "features/portal/home.hpp"
#include "features/portal/well_known.hpp"
#include "features/signin/factor_step.hpp"
#include "features/signin/logoff.hpp"
#include "features/signin/more_time.hpp"
#include "features/signin/organisation_page.hpp"
#include "features/signin/other_way.hpp"
#include "features/signin/password_step.hpp"
#include "features/signin/start.hpp"
#include "features/staying/staying.hpp"

namespace sallyport::app {

struct Features::All {
  explicit All(const site::Site& site)
      : pocket(site),
        pocket_code(site),
        totp(site),
        recovery_code(site),
        start(site),
        password_step(site),
        factor_step(site),
        other_way(site),
        more_time(site),
        organisation_page(site),
        logoff(site),
        account_security(site),
        not_me(site),
        password(site),
        pocket_app(site),
        home(site),
        help(site),
        parts(site),
        language(site),
        well_known(site),
        health(site),
        mirror(site) {}

  pocket::PocketFactor pocket;
  pocket::OfflineFactor pocket_code;
  totp::TotpFactor totp;
  recovery_code::RecoveryCodeFactor recovery_code;
  signin::Start start;
  signin::PasswordStep password_step;
  signin::FactorStep factor_step;
  signin::OtherWay other_way;
  signin::MoreTime more_time;
  signin::OrganisationPage organisation_page;
  signin::Logoff logoff;
  account_security::AccountSecurity account_security;
  not_me::NotMe not_me;
  password::Password password;
  pocket_app::PocketApp pocket_app;
  staying::Staying staying;
  portal::Home home;
  help::Help help;
  parts::Parts parts;
  language::Language language;
  portal::WellKnown well_known;
  health::Health health;
  health::Mirror mirror;
};

Features::Features(const site::Site& site) : all_(std::make_unique<All>(site)) {}
Features::~Features() = default;

std::vector<site::Factor*> Features::factors() {
  return {&all_->pocket, &all_->totp, &all_->pocket_code, &all_->recovery_code};
}

std::set<AccountId> accounts_with_factor(db::Read& db) {
  std::set<AccountId> all;
  for (const AccountId account : totp::owners(db)) all.insert(account);
  for (const AccountId account : device::owners(db)) all.insert(account);
  return all;
}

std::int64_t remove_factors(db::Write& db, const Secret& throttle_key, AccountId account,
                            Time now) {
  const auto removed = totp::remove_all(db, account) + device::end_all(db, account, now);
  challenge::withdraw_all(db, account, now);
  recovery_code::remove_all(db, account);
  for (const throttle::Limit& limit :
       {throttle::code, throttle::consecutive_code, throttle::recovery_code,
        throttle::consecutive_recovery_code}) {
    throttle::clear(db, limit, throttle::subject(throttle_key, account));
    throttle::clear(db, limit, throttle::subject_by_link(throttle_key, account));
  }
  return removed;
}

void Features::routes(site::Routes& routes) {
  all_->pocket.routes(routes);
  all_->totp.routes(routes);
  all_->recovery_code.routes(routes);
  all_->start.routes(routes);
  all_->password_step.routes(routes);
  all_->factor_step.routes(routes);
  all_->other_way.routes(routes);
  all_->more_time.routes(routes);
  all_->organisation_page.routes(routes);
  all_->logoff.routes(routes);
  all_->account_security.routes(routes);
  all_->not_me.routes(routes);
  all_->password.routes(routes);
  all_->pocket_app.routes(routes);
  all_->staying.routes(routes);
  all_->home.routes(routes);
  all_->help.routes(routes);
  all_->parts.routes(routes);
  all_->language.routes(routes);
  all_->well_known.routes(routes);
  all_->health.routes(routes);
  all_->mirror.routes(routes);
}

}  // namespace sallyport::app
