#include "features/factors/pocket/ending.hpp"

#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "site/activation.hpp"

namespace sallyport::pocket {
namespace {

/// Whether the account would be left without what is demanded of it.
bool is_needed(db::Read& db, const site::Site& site, const account::Account& owner, Time now) {
  const auto memberships = contact::memberships(db, owner.email);
  const auto date = site.date_of(db, owner.id, memberships, /*has_factor=*/true);
  return site::left_without(db, site, owner.id).is_too_little(date.has_come(now));
}

void tell_of_end(db::Write& db, const site::Site& site, const audit::Deed& deed,
                 const account::Account& owner, const device::Device& device) {
  const auto language = owner.language.value_or(site.portal.language);
  site.outbox.post(
      db, deed,
      {.kind = outbox::Kind::authenticator_removed,
       .to = owner.email,
       .account = owner.id,
       .language = owner.language,
       .texts = {{"item", device.describes.name},
                 {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
       .link_token = objection::make(db, deed,
                                     {.told = objection::Told::factor_removed,
                                      .account = owner.id,
                                      .item = device.describes.name})});
}

}  // namespace

Ended end_by_itself(db::Write& db, const site::Site& site, const audit::Deed& deed,
                    const device::Device& device) {
  const auto owner = account::find(db, device.account);
  check(owner.has_value(), "a device has an account");
  const bool counts = device.state == device::State::active;
  if (counts && is_needed(db, site, *owner, deed.now)) return Ended::needed;
  if (!device::end(db, owner->id, device.id, deed.now) || !counts) return Ended::done;
  if (site.count_standing(db, owner->id) == 0) {
    for (site::Factor* factor : site.factors) factor->forget(db, deed, owner->id);
  }
  audit::record(db, deed, audit::Event::device_ended,
                {.account = owner->id, .detail = "by the phone"});
  tell_of_end(db, site, deed, *owner, device);
  return Ended::done;
}

void end_unseen(const site::Site& site, Time now) {
  const audit::Deed deed{
      .now = now, .random = site.random, .actor = audit::Actor::job, .address = {}, .request = {}};
  const auto found = site.database.read([&](db::Read& db) { return device::unseen(db, now); });
  // Each in a transaction of its own, so that nobody waits long.
  for (const device::Device& device : found) {
    site.database.write([&](db::Write& db) {
      const auto present = device::find(db, device.id);
      const bool was_seen = !present || present->seen_at != device.seen_at;
      if (was_seen || !device::end(db, device.account, device.id, now)) return;
      const auto owner = account::find(db, device.account);
      check(owner.has_value(), "a device has an account");
      if (site.count_standing(db, owner->id) == 0) account::demand_factor(db, owner->id, now);
      audit::record(db, deed, audit::Event::device_ended,
                    {.account = owner->id, .detail = "not seen for 400 days"});
      tell_of_end(db, site, deed, *owner, device);
    });
  }
}

}  // namespace sallyport::pocket
