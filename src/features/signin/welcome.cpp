#include "features/signin/welcome.hpp"

#include "core/throttle/throttle.hpp"
#include "site/warning.hpp"

namespace sallyport::signin {
namespace {

using session::Unusual;

void tell_owner(db::Write& db, const site::Visit& visit, const account::Account& account,
                Unusual unusual) {
  const bool is_place = unusual == Unusual::place;
  audit::record(db, visit.deed(), is_place ? audit::Event::new_place : audit::Event::new_browser,
                {.account = account.id});
  site::warn_owner(db, visit.site, visit.deed(),
                   {.kind = is_place ? outbox::Kind::new_place : outbox::Kind::new_browser,
                    .account = account.id,
                    .told = objection::Told::signed_in,
                    .user_agent = site::looks_of(visit.request).user_agent});
}

/// The first complete sign-in of all is the owner's own; a password alone may be anybody's.
Unusual unusual_of(const account::Account& account, bool is_known, const Arrived& arrived) {
  if (!is_known && (account.signed_in_at || !arrived.complete)) return Unusual::browser;
  return is_known && arrived.from_new_place ? Unusual::place : Unusual::nothing;
}

/// Each complete sign-in is told; others once a day from one network, for they leave no trace by
/// which the next one could be recognised.
bool is_worth_telling(db::Write& db, const site::Visit& visit, const account::Account& account,
                      const Arrived& arrived) {
  if (arrived.complete) return true;
  const std::string subject =
      throttle::subject(visit.site.keys.throttle_key, account.email, visit.request.sender);
  return throttle::spend(db, throttle::unproved_sign_in, subject, visit.now);
}

}  // namespace

std::optional<browser::Remembered> arrive(db::Write& db, const site::Visit& visit,
                                          const attempt::Attempt& attempt, SessionId session,
                                          const Arrived& arrived) {
  const auto account = account::find(db, attempt.account);
  check(account.has_value(), "an attempt has an account");
  const auto known = site::known_browser(db, visit, account->id);
  Unusual unusual = unusual_of(*account, known.has_value(), arrived);
  if (unusual != Unusual::nothing && !is_worth_telling(db, visit, *account, arrived)) {
    unusual = Unusual::nothing;
  }

  std::optional<browser::Remembered> remembered;
  if (!attempt.shared) {
    if (arrived.complete) remembered = site::remember_browser(db, visit, account->id);
  } else if (known) {
    browser::forget(db, visit.deed(), account->id, known->id, "shared computer");
  }
  session::settle_in(db, session, remembered ? std::optional{remembered->id} : std::nullopt,
                     unusual);
  if (unusual != Unusual::nothing) tell_owner(db, visit, *account, unusual);
  if (arrived.complete) account::remember_sign_in(db, account->id, visit.now);
  return remembered;
}

void tell_of_too_many(db::Write& db, const site::Visit& visit, AccountId account) {
  constexpr auto kind = outbox::Kind::session_replaced;
  if (!site::once_a_day(db, visit.site, account, kind, visit.now)) return;
  site::warn_owner(db, visit.site, visit.deed(),
                   {.kind = kind,
                    .account = account,
                    .told = objection::Told::signed_in,
                    .user_agent = site::looks_of(visit.request).user_agent});
}

}  // namespace sallyport::signin
