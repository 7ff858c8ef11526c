#include "features/factors/pocket/ending.hpp"

#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "site/factor.hpp"

namespace sallyport::pocket {
namespace {

/// Whether the account would be left without what is demanded of it.
bool is_needed(db::Read& db, const site::Site& site, const account::Account& owner, Time now) {
  if (site.count_standing(db, owner.id) > 1) return false;
  const auto memberships = contact::memberships(db, owner.email);
  return site.date_of(db, owner.id, memberships, /*has_factor=*/true).has_come(now);
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
  const auto language = owner->language.value_or(site.portal.language);
  site.outbox.post(
      db, deed,
      {.kind = outbox::Kind::authenticator_removed,
       .to = owner->email,
       .account = owner->id,
       .language = owner->language,
       .texts = {{"item", device.describes.name},
                 {"when", text::day_and_time(language, deed.now, site.policy.time_zone)}},
       .link_token = objection::make(db, deed,
                                     {.told = objection::Told::factor_removed,
                                      .account = owner->id,
                                      .item = device.describes.name})});
  return Ended::done;
}

}  // namespace sallyport::pocket
