#include "features/factors/pocket/linking.hpp"

#include "core/account/account.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/context.hpp"

namespace sallyport::pocket {

http::Response refuse_used() {
  return refuse(409, "code_used", "This code was used already; show a new one.");
}

std::optional<http::Response> refuse_pairing(const std::optional<pairing::Pairing>& pairing) {
  using pairing::State;
  if (!pairing) return refuse(404, "code_unknown", "There is no such code.");
  switch (pairing->state) {
    case State::waiting:
    case State::scanned:
      return std::nullopt;
    case State::answered:
    case State::linked:
      return refuse_used();
    case State::cancelled:
    case State::expired:
      return refuse(410, "code_expired", "This code is too old; the page shows a new one.");
  }
  throw Bug("every state of a pairing can be answered or not");
}

std::optional<http::Response> spend(const site::Site& site, const http::Request& request,
                                    std::initializer_list<throttle::Limit> limits) {
  const std::string sender = throttle::subject(site.keys.throttle_key, request.sender);
  const auto wait =
      site.database.write_unsynced([&](db::Write& db) -> std::optional<std::chrono::seconds> {
        for (const throttle::Limit& limit : limits) {
          if (!throttle::spend(db, limit, sender, request.now)) {
            return throttle::wait(db, limit, sender, request.now);
          }
        }
        return std::nullopt;
      });
  if (!wait) return std::nullopt;
  return refuse_for_now(*wait);
}

void give_back(db::Write& db, const site::Site& site, const http::Request& request) {
  throttle::give_back(db, throttle::wrong_linking,
                      throttle::subject(site.keys.throttle_key, request.sender));
}

Owner owner_of(db::Read& db, AccountId id) {
  const auto account = account::find(db, id);
  check(account.has_value(), "a pairing has an account");
  const auto memberships = contact::memberships(db, account->email);
  return {.account = shortened(account->email),
          .organisation = memberships.size() == 1
                              ? std::optional{memberships.front().organisation_name}
                              : std::nullopt};
}

}  // namespace sallyport::pocket
