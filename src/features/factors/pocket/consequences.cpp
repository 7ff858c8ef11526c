#include "features/factors/pocket/consequences.hpp"

#include <map>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/challenge/care.hpp"
#include "core/contact/contact.hpp"
#include "core/history/history.hpp"
#include "core/outbox/outbox.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/json/json.hpp"
#include "site/browser_name.hpp"
#include "site/put_right.hpp"

namespace sallyport::pocket {
namespace {

using challenge::Challenge;
using challenge::State;

/// "Firefox, Windows", as the phone showed it.
std::string browser_in(const site::Site& site, const Challenge& challenge) {
  const auto members = json::read_members(challenge.context).value_or(json::Texts{});
  const auto found = members.find("browser");
  const auto browser = found == members.end()
                           ? json::Texts{}
                           : json::read_members(found->second).value_or(json::Texts{});
  const auto word = [&](const char* name) {
    const auto member = browser.find(name);
    return member == browser.end() ? std::string{} : member->second;
  };
  const std::string name = word("name");
  const std::string system = word("os");
  if (name.empty() && system.empty()) {
    return site.catalogues.say(site.portal.language, site::browser_words(challenge.user_agent));
  }
  return name.empty() || system.empty() ? name + system : name + ", " + system;
}

/// What was asked for: "login", or "confirm" within a session.
std::string purpose_in(const std::string& context) {
  const auto members = json::read_members(context).value_or(json::Texts{});
  const auto found = members.find("purpose");
  return found == members.end() ? "login" : found->second;
}

/// Those of every organisation that the owner may act for; `more` beside who it is about, and when.
void tell_administrators(db::Write& db, const site::Site& site, const audit::Deed& deed,
                         const account::Account& owner, outbox::Kind kind,
                         const std::map<std::string, std::string>& more) {
  for (const contact::Membership& membership : contact::memberships(db, owner.email)) {
    for (const Email& email : contact::administrators(db, membership.scope())) {
      if (email == owner.email) continue;
      const auto account = account::find(db, email);
      const auto language = account ? account->language : std::nullopt;
      outbox::Letter letter{
          .kind = kind,
          .to = email,
          .account = account ? std::optional{account->id} : std::nullopt,
          .language = language,
          .texts = {{"person", membership.person_name},
                    {"person_email", owner.email.text()},
                    {"organisation", membership.organisation_name},
                    {"when", text::day_and_time(language.value_or(site.portal.language), deed.now,
                                                site.policy.time_zone)}},
          .link_token = {}};
      letter.texts.insert(more.begin(), more.end());
      site.outbox.post(db, deed, letter);
    }
  }
}

/// For the owner's list of sign-ins.
void note_refusal(db::Write& db, const audit::Deed& deed, const Challenge& challenge) {
  history::record(db, deed,
                  {.account = challenge.account,
                   .outcome = history::Outcome::factor_refused,
                   .factor = "pocket",
                   .user_agent = challenge.user_agent,
                   .address = challenge.address});
}

/// The attempt that asked ends; a session or a link that did is left alone.
void stop_asker(db::Write& db, const Challenge& challenge, Time now) {
  attempt::stop(db, AttemptId::of_bytes(challenge.asker), now);
}

}  // namespace

bool can_be_answered(const Challenge& challenge, statement::Decision decision, Time now) {
  if (challenge.state == State::open) return true;
  return decision == statement::Decision::report && challenge::can_be_reported(challenge, now);
}

void note_suspension(db::Write& db, const site::Site& site, const audit::Deed& deed,
                     const device::Device& device) {
  audit::record(db, deed, audit::Event::device_suspended, {.account = device.account});
  const auto account = account::find(db, device.account);
  check(account.has_value(), "a device has an account");
  const auto language = account->language.value_or(site.portal.language);
  site.outbox.post(
      db, deed,
      {.kind = outbox::Kind::device_suspended,
       .to = account->email,
       .account = account->id,
       .language = account->language,
       .texts = {{"item", device.describes.name},
                 {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
       .link_token = objection::make(db, deed,
                                     {.told = objection::Told::device_suspended,
                                      .account = account->id,
                                      .item = device.describes.name})});
  tell_administrators(db, site, deed, *account, outbox::Kind::suspension_reported,
                      {{"item", device.describes.name}});
}

void put_right_after_report(db::Write& db, const site::Site& site, const audit::Deed& deed,
                            const Challenge& challenge) {
  audit::record(db, deed, audit::Event::challenge_reported, {.account = challenge.account});
  challenge::note_report(db, challenge.account, deed.now);
  stop_asker(db, challenge, deed.now);
  const auto owner = account::find(db, challenge.account);
  check(owner.has_value(), "a challenge has an account");
  tell_administrators(db, site, deed, *owner, outbox::Kind::sign_in_reported,
                      {{"browser", browser_in(site, challenge)}, {"address", challenge.address}});
  site::put_right(db, site, deed,
                  {.told = objection::Told::signed_in,
                   .account = challenge.account,
                   .item = browser_in(site, challenge)});
}

Recorded record_answer(db::Write& db, const site::Site& site, const audit::Deed& deed,
                       const SignedAnswer& given) {
  const Challenge& challenge = given.challenge;
  const AccountId account = challenge.account;
  // Both as they are in this transaction: of answers sent together, those that come too late must
  // not make a copied key of a phone that only sent its answer twice.
  const auto device = device::find(db, given.device.id);
  if (!device || device->state != device::State::active) return Recorded::not_active;
  const auto present = challenge::find(db, challenge.id, deed.now);
  const bool is_report = given.outcome == State::reported;
  const auto decision = is_report ? statement::Decision::report : statement::Decision::approve;
  if (!present || !can_be_answered(*present, decision, deed.now)) return Recorded::closed;

  const std::string subject = throttle::subject(site.keys.throttle_key, given.device.id);
  if (!throttle::spend(db, throttle::device_answer, subject, deed.now)) return Recorded::too_often;
  if (!device::count_on(db, given.device.id, given.counter)) {
    note_suspension(db, site, deed, given.device);
    return Recorded::counter_replayed;
  }
  const bool answered =
      present->state == State::open
          ? challenge::answer(db, challenge, given.outcome, given.device.id, deed.now)
          : challenge::report(db, challenge, deed.now);
  if (!answered) return Recorded::closed;
  challenge::keep(db, {.challenge = challenge.id,
                       .device = given.device.id,
                       .at = deed.now,
                       .public_key = given.device.public_key,
                       .statement = given.statement,
                       .signature = given.signature,
                       .context = challenge.context,
                       .result = std::string{challenge::name_of(given.outcome)},
                       .address = deed.address});
  const std::string outcome{challenge::name_of(given.outcome)};
  const bool is_login = purpose_in(challenge.context) == "login";
  audit::record(
      db, deed, audit::Event::challenge_answered,
      {.account = account, .detail = is_login ? outcome : outcome + ", within a session"});
  switch (given.outcome) {
    case State::approved:
      device::mark_used(db, given.device.id, deed.now);
      return Recorded::done;
    case State::wrong_number:
      challenge::note_bad(db, account);
      note_refusal(db, deed, challenge);
      return Recorded::done;
    case State::cancelled:
      challenge::note_bad(db, account);
      note_refusal(db, deed, challenge);
      stop_asker(db, challenge, deed.now);
      return Recorded::done;
    case State::reported:
      note_refusal(db, deed, challenge);
      put_right_after_report(db, site, deed, challenge);
      return Recorded::done;
    case State::open:
    case State::used:
    case State::withdrawn:
    case State::expired:
    case State::lapsed:
      break;
  }
  throw Bug("an answer has one of four outcomes");
}

}  // namespace sallyport::pocket
