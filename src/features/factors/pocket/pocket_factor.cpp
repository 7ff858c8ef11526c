#include "features/factors/pocket/pocket_factor.hpp"

#include <algorithm>

#include "core/challenge/care.hpp"

namespace sallyport::pocket {

using challenge::Challenge;
using challenge::State;
using text::Message;

text::Message PocketFactor::label() const {
  return Message{"Log in by simply pressing one button"};
}

bool PocketFactor::enrolled(db::Read& db, AccountId account) const {
  return device::has_any(db, account);
}

http::Response PocketFactor::ask(const site::Visit& visit, const site::Question& question) {
  return asking_.page(visit, question);
}

std::optional<text::Message> PocketFactor::incomplete(const site::Answer& answer, Time now) const {
  const auto newest = site_.database.read(
      [&](db::Read& db) { return challenge::newest_of(db, answer.account, answer.asker, now); });
  if (newest && newest->state == State::approved) return std::nullopt;
  if (newest && newest->state == State::lapsed) return wrong();
  return Message{"You have not confirmed on your phone yet."};
}

site::Checked PocketFactor::check(const site::Answer& answer, const audit::Deed& deed,
                                  const std::optional<crypto::HashPlace>&) {
  const auto newest = site_.database.read([&](db::Read& db) {
    return challenge::newest_of(db, answer.account, answer.asker, deed.now);
  });
  if (!newest || newest->state != State::approved) return {};
  return {.right = true, .use = [challenge = *newest](db::Write& db, const audit::Deed& by) {
            // Unlinked or suspended since: what it said no longer counts.
            const auto phone = device::find(db, *challenge.answered_by);
            if (!phone || phone->state != device::State::active) return false;
            if (!challenge::use(db, challenge.id, challenge.asker, by.now)) return false;
            challenge::note_success(db, challenge.account, by.now);
            return true;
          }};
}

text::Message PocketFactor::wrong() const {
  return Message{"You confirmed on your phone, but this page came too late for it. Try again."};
}

std::vector<site::Item> PocketFactor::items(db::Read& db, AccountId account) const {
  std::vector<site::Item> items;
  for (const device::Device& device : device::all(db, account)) {
    const bool suspended = device.state == device::State::suspended;
    items.push_back({.name = device.describes.name,
                     .page = phone_page(device.id),
                     .since = device.created_at,
                     .last_used = device.used_at,
                     .remark = std::nullopt,
                     .warning = suspended
                                    ? std::optional{Message{"This phone is suspended. See why."}}
                                    : std::nullopt});
  }
  return items;
}

std::optional<site::Method> PocketFactor::method() const {
  return site::Method{
      .label = label(),
      .explanation = Message{"With {companion_app} on your smartphone. Recommended."}.with(
          "companion_app", site_.portal.companion_app),
      .page = link_page};
}

text::Message PocketFactor::proof() const { return Message{"confirmation on your phone"}; }

std::size_t PocketFactor::count_usable(db::Read& db, AccountId account) const {
  // One that is suspended confirms nothing.
  return static_cast<std::size_t>(
      std::ranges::count(device::all(db, account), device::State::active, &device::Device::state));
}

bool PocketFactor::take_back(db::Write& db, const audit::Deed& deed, AccountId account,
                             std::string_view part) {
  const auto id = DeviceId::parse(part);
  return id && device::end(db, account, *id, deed.now);
}

bool PocketFactor::hold_back(db::Write& db, const audit::Deed& deed, AccountId account,
                             std::string_view part) {
  const auto id = DeviceId::parse(part);
  if (!id || !device::suspend(db, account, *id)) return false;
  audit::record(db, deed, audit::Event::device_suspended,
                {.account = account, .detail = "said not to be theirs"});
  return true;
}

void PocketFactor::let_go(db::Write& db, const audit::Deed& deed, AccountId account,
                          std::string_view asker, bool was_proved) {
  using challenge::Withdrawn;
  // Whoever proved it in another way is its owner: what was counted against others is over.
  if (was_proved && device::has_any(db, account)) challenge::note_success(db, account, deed.now);
  challenge::withdraw(db, asker, was_proved ? Withdrawn::proved_otherwise : Withdrawn::given_up,
                      deed.now);
}

void PocketFactor::routes(site::Routes& routes) {
  asking_.routes(routes);
  link_pages_.routes(routes);
  phone_pages_.routes(routes);
  api_.routes(routes);
}

}  // namespace sallyport::pocket
