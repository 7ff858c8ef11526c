#include "site/put_right.hpp"

#include <algorithm>

#include "core/account/account.hpp"
#include "core/browser/browser.hpp"
#include "core/contact/access.hpp"
#include "core/link/link.hpp"
#include "core/outbox/outbox.hpp"
#include "core/session/session.hpp"
#include "site/factor.hpp"

namespace sallyport::site {
namespace {

using objection::Telling;
using objection::Told;
using text::Message;

/// The last second factor stays where one is required, or where a letter alone would otherwise
/// stand above the factor (M72).
bool must_stay(db::Read& db, const Site& site, const Factor& factor, const Telling& telling) {
  return factor.stands_alone() && !telling.takes_last &&
         site.count_standing(db, telling.account) == 1;
}

enum class Taken { nothing_was_added, taken, stays, left_codes, held_back };

/// A phone took the place of the only other one. It must not go on confirming, and the letter alone
/// must not stand above the factor (M72): what helped out beside the phone is asked for from now
/// on. Where there is nothing, the phone stays without proving anything, and somebody has to help.
Taken take_the_place_back(db::Write& db, const Site& site, const audit::Deed& deed,
                          const Telling& telling, Factor& factor) {
  if (!factor.hold_back(db, deed, telling.account, telling.part)) return Taken::nothing_was_added;
  const bool has_other = std::ranges::any_of(site.factors, [&](const Factor* other) {
    return !other->stands_alone() && other->enrolled(db, telling.account);
  });
  if (!has_other) return Taken::held_back;
  check(factor.take_back(db, deed, telling.account, telling.part),
        "what was held back a moment ago is there");
  account::demand_factor(db, telling.account, deed.now);
  audit::record(db, deed, audit::Event::authenticator_removed,
                {.account = telling.account, .detail = telling.factor});
  return Taken::left_codes;
}

Taken take_back(db::Write& db, const Site& site, const audit::Deed& deed, const Telling& telling) {
  Factor* factor = site.factor(telling.factor);
  if (factor == nullptr) return Taken::nothing_was_added;
  if (must_stay(db, site, *factor, telling)) {
    return telling.told == Told::device_moved
               ? take_the_place_back(db, site, deed, telling, *factor)
               : Taken::stays;
  }
  if (!factor->take_back(db, deed, telling.account, telling.part)) return Taken::nothing_was_added;
  if (!factor->stands_alone()) return Taken::taken;
  if (site.count_standing(db, telling.account) == 0) {
    for (Factor* other : site.factors) other->forget(db, deed, telling.account);
  }
  audit::record(db, deed, audit::Event::authenticator_removed,
                {.account = telling.account, .detail = telling.factor});
  return Taken::taken;
}

Message words_for(Taken taken) {
  switch (taken) {
    case Taken::nothing_was_added:
      return Message{"Nothing needed to be taken away."};
    case Taken::taken:
      return Message{"What was added was taken away again."};
    case Taken::stays:
      return Message{
          "What was added stays for now, because it is the only second factor of the account. If "
          "you cannot use it, ask the administrator of your organisation for help."};
    case Taken::left_codes:
      return Message{
          "The phone that took the place of yours is unlinked. When you log in you are asked for "
          "one of your recovery codes; then link your own phone."};
    case Taken::held_back:
      return Message{
          "The phone that took the place of yours can no longer confirm anything. It was the only "
          "second factor of the account, and you have no recovery codes left: ask the "
          "administrator "
          "of your organisation for help."};
  }
  throw Bug("every way of taking back has words");
}

outbox::Letter letter_about(const Site& site, const audit::Deed& deed,
                            const account::Account& account, const Telling& telling) {
  const auto language = account.language.value_or(site.portal.language);
  return {.kind = outbox::Kind::objection_noted,
          .to = account.email,
          .account = account.id,
          .language = account.language,
          .texts = {{"what", site.catalogues.say(language, words_of(telling))},
                    {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
          .link_token = {}};
}

void close_account(db::Write& db, const Site& site, const audit::Deed& deed,
                   const Telling& telling) {
  const Taken taken = take_back(db, site, deed, telling);
  account::revoke_password(db, telling.account);
  audit::record(db, deed, audit::Event::password_revoked, {.account = telling.account});
  session::end_others(db, deed, telling.account, std::nullopt, session::Ended::objected);
  browser::forget_others(db, deed, telling.account, std::nullopt, "this was not me");

  const auto account = account::find(db, telling.account);
  check(account.has_value(), "an objection is of an account that exists");
  outbox::Letter letter = letter_about(site, deed, *account, telling);
  letter.kind = outbox::Kind::objection_done;
  letter.texts["taken"] =
      site.catalogues.say(account->language.value_or(site.portal.language), words_for(taken));
  letter.link_token =
      link::make(db, deed, link::Purpose::reset_password, account->id, account->password_version);
  site.outbox.post(db, deed, letter);
}

void end_access(db::Write& db, const Site& site, const audit::Deed& deed, const Telling& telling) {
  const auto account = account::find(db, telling.account);
  check(account.has_value(), "an objection is of an account that exists");
  for (const contact::Membership& membership : contact::memberships(db, account->email)) {
    if (membership.organisation != telling.organisation) continue;
    static_cast<void>(
        contact::withdraw_access_quietly(db, deed, membership.scope(), membership.contact));
  }
  site.outbox.post(db, deed, letter_about(site, deed, *account, telling));
}

void note(db::Write& db, const Site& site, const audit::Deed& deed, const Telling& telling) {
  const auto account = account::find(db, telling.account);
  check(account.has_value(), "an objection is of an account that exists");
  site.outbox.post(db, deed, letter_about(site, deed, *account, telling));
}

}  // namespace

Concerns concern_of(Told told) {
  switch (told) {
    case Told::access_given:
      return Concerns::access;
    case Told::email_changed:
      return Concerns::address;
    case Told::signed_in:
    case Told::password_set:
    case Told::factor_added:
    case Told::factor_removed:
    case Told::codes_made:
    case Told::code_used:
    case Told::code_mailed:
    case Told::wrong_codes:
    case Told::browser_forgotten:
    case Told::factors_reset:
    case Told::device_moved:
    case Told::device_suspended:
      return Concerns::account;
  }
  throw Bug("everything that can be objected to concerns something");
}

Message words_of(const Telling& telling) {
  const auto with_item = [&](Message message) {
    return std::move(message).with("item", telling.item);
  };
  switch (telling.told) {
    case Told::signed_in:
      return with_item(Message{"Somebody logged in or tried to, with {item}."});
    case Told::password_set:
      return Message{"The password was changed."};
    case Told::factor_added:
      return with_item(Message{"“{item}” was activated for two-factor authentication."});
    case Told::factor_removed:
      return with_item(Message{"“{item}” was removed from two-factor authentication."});
    case Told::codes_made:
      return Message{"New recovery codes were made."};
    case Told::code_used:
      return Message{"A recovery code was used."};
    case Told::code_mailed:
      return Message{"A code was asked for with which two-factor authentication is activated."};
    case Told::factors_reset:
      return Message{"Your two-factor authentication was reset."};
    case Told::device_moved:
      return with_item(Message{"“{item}” took the place of your phone."});
    case Told::device_suspended:
      return with_item(Message{"There may be a copy of the phone “{item}”."});
    case Told::wrong_codes:
      return Message{"Wrong codes were typed for your account."};
    case Told::browser_forgotten:
      return with_item(
          Message{"So many passwords or codes were wrong that {item} is no longer known."});
    case Told::access_given:
      return with_item(Message{"{item} gave you access to the portal."});
    case Told::email_changed:
      return with_item(Message{"{item} replaced your email address by another one."});
  }
  throw Bug("everything that can be objected to has words");
}

void put_right(db::Write& db, const Site& site, const audit::Deed& deed, const Telling& telling) {
  audit::record(db, deed, audit::Event::objected,
                {.account = telling.account,
                 .organisation = telling.organisation,
                 .detail = std::string{objection::name_of(telling.told)}});
  switch (concern_of(telling.told)) {
    case Concerns::account:
      return close_account(db, site, deed, telling);
    case Concerns::access:
      return end_access(db, site, deed, telling);
    case Concerns::address:
      return note(db, site, deed, telling);
  }
}

}  // namespace sallyport::site
