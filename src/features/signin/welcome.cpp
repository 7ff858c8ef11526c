#include "features/signin/welcome.hpp"

#include "core/objection/objection.hpp"
#include "site/browser_name.hpp"

namespace sallyport::signin {
namespace {

void tell_owner(db::Write& db, const site::Visit& visit, const account::Account& account) {
  const site::Site& site = visit.site;
  const auto language = account.language.value_or(site.portal.language);
  const browser::Looks looks = site::looks_of(visit.request);
  const std::string name = site.catalogues.say(language, site::browser_words(looks.user_agent));
  audit::record(db, visit.deed(), audit::Event::new_browser, {.account = account.id});
  site.outbox.post(
      db, visit.deed(),
      {.kind = outbox::Kind::new_browser,
       .to = account.email,
       .account = account.id,
       .language = account.language,
       .texts = {{"browser", name},
                 {"address", looks.address},
                 {"when", text::day_and_time(language, visit.now, site.policy.time_zone)}},
       .link_token = objection::make(
           db, visit.deed(),
           {.told = objection::Told::signed_in, .account = account.id, .item = name})});
}

}  // namespace

std::optional<browser::Remembered> arrive(db::Write& db, const site::Visit& visit,
                                          const attempt::Attempt& attempt, SessionId session) {
  const auto account = account::find(db, attempt.account);
  check(account.has_value(), "an attempt has an account");
  const auto known = site::known_browser(db, visit, account->id);
  const bool is_new = !known && account->signed_in_at;

  std::optional<browser::Remembered> remembered;
  if (!attempt.shared) {
    remembered = site::remember_browser(db, visit, account->id);
  } else if (known) {
    browser::forget(db, visit.deed(), account->id, known->id, "shared computer");
  }
  session::settle_in(db, session, remembered ? std::optional{remembered->id} : std::nullopt,
                     is_new);
  if (is_new) tell_owner(db, visit, *account);
  account::remember_sign_in(db, account->id, visit.now);
  return remembered;
}

}  // namespace sallyport::signin
