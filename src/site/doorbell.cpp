#include "site/doorbell.hpp"

#include <fmt/format.h>

#include "core/account/account.hpp"
#include "kit/push/message.hpp"
#include "kit/push/vapid.hpp"
#include "site/site.hpp"

namespace sallyport::site {
namespace {

using text::Message;

constexpr std::chrono::seconds of_use{120};  // as long as what waits

text::Language language_of(const Site& site, AccountId id) {
  const auto account = site.database.read([&](db::Read& db) { return account::find(db, id); });
  return account ? account->language.value_or(site.portal.language) : site.portal.language;
}

push::Notification words_of(const Site& site, text::Language language, Doorbell::Ring ring) {
  const auto say = [&](Message message) {
    return site.catalogues.say(language,
                               std::move(message).with("companion_app", site.portal.companion_app));
  };
  const bool is_test = ring == Doorbell::Ring::test;
  return {.title = say(is_test ? Message{"Notifications work"} : Message{"Log in?"}),
          .body = say(is_test ? Message{"{companion_app} tells you when somebody logs in."}
                              : Message{"Open {companion_app} to see who asks."}),
          .navigate = site.pocket.address + "/pocket/",
          .language = std::string{text::tag(language)},
          .tag = is_test ? "test" : "signin"};
}

/// What a report is recognised by: the device, and where it was rung.
std::string name_of(const device::Ringing& ringing) {
  return fmt::format("{} {}", ringing.device.text(), ringing.subscription.endpoint);
}

void forget(const Site& site, const std::string& name) {
  const auto space = name.find(' ');
  const auto id = DeviceId::parse(std::string_view{name}.substr(0, space));
  check(id && space != std::string::npos, "a push is reported by the name it was given");
  site.database.write(
      [&](db::Write& db) { device::forget_subscription(db, *id, name.substr(space + 1)); });
}

}  // namespace

Doorbell::Key Doorbell::key() const {
  const auto newest = keys_.newest();
  return {.public_key = push::sender_key(newest.key).public_key(),
          .version = static_cast<std::int64_t>(newest.number)};
}

bool Doorbell::may_ring(std::string_view endpoint) const {
  return push::read_endpoint(endpoint, rules_).has_value();
}

void Doorbell::ring(const Site& site, const std::vector<device::Ringing>& all, Ring kind) const {
  for (const device::Ringing& ringing : all) {
    const device::Subscription& subscription = ringing.subscription;
    // Not allowed any more: the operator changed the list.
    const auto endpoint = push::read_endpoint(subscription.endpoint, rules_);
    if (!endpoint) continue;
    const auto language = language_of(site, ringing.account);
    sender_.post({.name = name_of(ringing),
                  .to = *endpoint,
                  .receiver = {.public_key = subscription.p256dh, .secret = subscription.auth},
                  .key_version = static_cast<std::uint32_t>(subscription.key_version),
                  .message = push::message_of(words_of(site, language, kind)),
                  .topic = push::topic_of(site.keys.throttle_key, ringing.account.bytes()),
                  .lasts = of_use});
  }
}

void Doorbell::take_reports(const Site& site, Time) const {
  for (const push::Report& report : sender_.take_reports()) {
    switch (report.outcome) {
      case push::Outcome::delivered:
        continue;
      case push::Outcome::gone:
        forget(site, report.name);
        continue;
      case push::Outcome::refused:
      case push::Outcome::stopped:
      case push::Outcome::later:
        site.log.write(log::Level::warning, "push_not_delivered",
                       {{"host", report.host}, {"status", report.status}, {"why", report.why}});
        continue;
    }
  }
}

}  // namespace sallyport::site
