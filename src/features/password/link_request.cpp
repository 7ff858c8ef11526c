#include "features/password/link_request.hpp"

#include "core/account/account.hpp"
#include "core/contact/access.hpp"
#include "core/link/link.hpp"
#include "core/throttle/throttle.hpp"
#include "site/site.hpp"

namespace sallyport::password {
namespace {

constexpr std::int64_t at_once = 50;

std::optional<account::Account> account_of(db::Read& db, const LinkRequest& asked) {
  if (asked.email) return account::find(db, *asked.email);
  if (!asked.link) return std::nullopt;
  const auto owner = link::owner_of(db, *asked.link);
  return owner ? account::find(db, *owner) : std::nullopt;
}

bool may_be_sent(db::Write& db, const site::Site& site, const account::Account& account, Time now) {
  const Secret& key = site.keys.throttle_key;
  const std::string subject = throttle::subject(key, account.id);
  if (!throttle::spend(db, throttle::link_hour, subject, now)) return false;
  if (!throttle::spend(db, throttle::link_day, subject, now)) return false;
  // It will be an invitation: together with those that are sent again by command.
  return account.password_set_at ||
         throttle::spend(db, throttle::invitation_to, throttle::subject(key, account.email), now);
}

/// Who was invited and has set no password yet gets the invitation again, everybody else a link to
/// replace theirs.
void send(db::Write& db, const site::Site& site, const audit::Deed& deed,
          const account::Account& account, const contact::Membership& membership) {
  if (!account.password_set_at) {
    const auto invited =
        contact::invite(db, deed, site.outbox, membership.scope(), membership.contact);
    check(invited.has_value(), "a membership is of a contact person who has access");
    return;
  }
  audit::record(db, deed, audit::Event::reset_link_sent, {.account = account.id});
  site.outbox.post(db, deed,
                   {.kind = outbox::Kind::password_reset,
                    .to = account.email,
                    .account = account.id,
                    .language = account.language,
                    .texts = {{"minutes", std::to_string(link::reset_lifetime.count())}},
                    .link_token = link::make(db, deed, link::Purpose::reset_password, account.id,
                                             account.password_version)});
}

void answer(db::Write& db, const site::Site& site, const audit::Deed& deed,
            const LinkRequest& asked) {
  audit::About about;
  const auto refuse = [&](std::string why) {
    about.detail = std::move(why);
    audit::record(db, deed, audit::Event::reset_link_refused, about);
  };
  const auto account = account_of(db, asked);
  if (!account) return refuse("unknown address");
  about.account = account->id;
  const auto memberships = contact::memberships(db, account->email);
  if (memberships.empty()) return refuse("no access");
  if (!may_be_sent(db, site, *account, deed.now)) {
    link::renew_newest(db, account->id, deed.now);
    return refuse("too many");
  }
  send(db, site, deed, *account, memberships.front());
}

}  // namespace

void answer_link_requests(const site::Site& site, Time now) {
  const auto waiting =
      site.database.read([](db::Read& db) { return waiting_requests(db, at_once); });
  for (const WaitingRequest& one : waiting) {
    const audit::Deed deed{.now = now,
                           .random = site.random,
                           .actor = audit::Actor::job,
                           .address = one.address,
                           .request = one.request_number};
    site.database.write([&](db::Write& db) {
      if (take_request(db, one.id)) answer(db, site, deed, one.request);
    });
  }
}

}  // namespace sallyport::password
