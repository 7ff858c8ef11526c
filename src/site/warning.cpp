#include "site/warning.hpp"

#include "core/account/account.hpp"
#include "core/throttle/throttle.hpp"
#include "site/browser_name.hpp"

namespace sallyport::site {

void warn_owner(db::Write& db, const Site& site, const audit::Deed& deed, const Warning& warning) {
  const auto account = account::find(db, warning.account);
  check(account.has_value(), "a warning is for an account that exists");
  const auto language = account->language.value_or(site.portal.language);
  const std::string browser = site.catalogues.say(language, browser_words(warning.user_agent));
  outbox::Letter letter{
      .kind = warning.kind,
      .to = account->email,
      .account = account->id,
      .language = account->language,
      .texts = {{"browser", browser},
                {"address", deed.address},
                {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
      .link_token = {}};
  if (warning.told) {
    letter.link_token =
        objection::make(db, deed, {.told = *warning.told, .account = account->id, .item = browser});
  }
  site.outbox.post(db, deed, letter);
}

bool once_a_day(db::Write& db, const Site& site, AccountId account, outbox::Kind kind, Time now) {
  const throttle::Limit limit{outbox::name_of(kind), 1, std::chrono::hours{24}};
  return throttle::spend(db, limit, throttle::subject(site.keys.throttle_key, account), now);
}

}  // namespace sallyport::site
