#include "features/signin/password_try.hpp"

#include "site/known_browser.hpp"
#include "site/pause.hpp"
#include "site/warning.hpp"

namespace sallyport::signin {
namespace {

using text::Message;
using throttle::Refused;

std::string_view detail_of(Refused reached) {
  switch (reached) {
    case Refused::lane:
      return "passwords for one address from one network";
    case Refused::account:
      return "passwords for one address";
    case Refused::sender:
      return "passwords from one address";
    case Refused::network:
      return "passwords from one network";
  }
  throw Bug("every limit on guesses has a detail");
}

void record_reached(db::Write& db, const site::Visit& visit, const Known& known,
                    std::string_view detail) {
  audit::record(db, visit.deed(), audit::Event::limit_reached,
                {.account = known.account ? std::optional{known.account->id} : std::nullopt,
                 .detail = std::string{detail}});
}

}  // namespace

Known look_up(db::Read& db, const site::Visit& visit, const Email& email) {
  const site::Site& site = visit.site;
  const Address& sender = visit.request.sender;
  // Of an address that nobody has, its neighbour is looked at and left alone again.
  auto account = account::nearest(db, email);
  const bool has_access = account && contact::has_access(db, account->email);
  auto browser = account ? site::known_browser(db, visit, account->id) : std::nullopt;
  if (account && account->email != email) {
    account.reset();
    browser.reset();
  }
  Known known{.email = email,
              .account = std::move(account),
              .has_access = has_access,
              .browser = std::move(browser),
              .guess = throttle::guess_of(site.keys.throttle_key, email, sender, site.sender_limit),
              .refusal = {},
              .asker = {}};
  known.asker = {.trusted = known.browser.has_value(), .network = sender.network(24, 56).text()};
  if (!known.browser) known.refusal = throttle::refusal(db, known.guess, visit.now);
  return known;
}

Tried spend_try(db::Write& db, const site::Visit& visit, Known& known) {
  Tried tried;
  if (known.browser) {
    const std::string subject = throttle::subject(visit.site.keys.throttle_key, known.browser->id);
    if (throttle::spend(db, throttle::known_browser, subject, visit.now)) return tried;
    tried.used_up = std::move(known.browser);
    known.browser.reset();
  }
  const throttle::Spent spent = throttle::spend(db, known.guess, visit.now);
  tried.refusal = spent.refusal;
  tried.last_of_account = spent.reached == Refused::account;
  if (spent.reached && !tried.last_of_account) {
    record_reached(db, visit, known, detail_of(*spent.reached));
  }
  return tried;
}

void record_what_must_last(db::Write& db, const site::Visit& visit, const Known& known,
                           Tried& tried) {
  if (tried.used_up) {
    if (browser::forget(db, visit.deed(), known.account->id, tried.used_up->id,
                        "too many wrong passwords")) {
      record_reached(db, visit, known, "passwords in a known browser");
    } else {
      tried.used_up.reset();  // of tries sent together another was first
    }
  }
  if (tried.last_of_account) record_reached(db, visit, known, detail_of(Refused::account));
}

void warn_of_last_try(db::Write& db, const site::Visit& visit, const Known& known,
                      const Tried& tried) {
  using objection::Told;
  using outbox::Kind;
  const audit::Deed deed = visit.deed();
  if (tried.used_up) {
    site::warn_owner(db, visit.site, deed,
                     {.kind = Kind::browser_forgotten,
                      .account = known.account->id,
                      .told = Told::browser_forgotten,
                      .user_agent = tried.used_up->user_agent});
  }
  // Nobody got past anything, so there is nothing to object to; a stranger could otherwise have the
  // owner take away a password that still protects them.
  if (tried.last_of_account && known.account && known.has_access) {
    site::warn_owner(db, visit.site, deed,
                     {.kind = Kind::wrong_passwords, .account = known.account->id, .told = {}});
  }
}

void give_back_tries(db::Write& db, const site::Visit& visit, const Known& known) {
  if (!known.browser) return throttle::forgive(db, known.guess);
  const Secret& key = visit.site.keys.throttle_key;
  throttle::clear(db, throttle::known_browser, throttle::subject(key, known.browser->id));
  throttle::forgive_account(db, key, known.email);
}

Message words_for(const throttle::Refusal& refusal) {
  switch (refusal.why) {
    case Refused::lane:
      return Message{"Too many wrong passwords. Wait {count} second, then try again.",
                     "Too many wrong passwords. Wait {count} seconds, then try again.",
                     refusal.wait.count()};
    case Refused::account:
      return Message{
          "Too many wrong passwords were typed for this address, maybe not by you. A browser in "
          "which you have logged in before still lets you in. Here you can log in after choosing "
          "a new password by **Forgotten your password?**"};
    case Refused::sender:
    case Refused::network:
      return Message{
          "Too many wrong passwords came from your network. Wait {count} minute, then try again. A "
          "browser in which you have logged in before still lets you in.",
          "Too many wrong passwords came from your network. Wait {count} minutes, then try again. "
          "A browser in which you have logged in before still lets you in.",
          site::whole_minutes(refusal.wait)};
  }
  throw Bug("every refusal has its words");
}

http::Response held_up(http::Response response, const throttle::Refusal& refusal) {
  if (refusal.wait.count() > 0) {
    response.with_header("Retry-After", std::to_string(refusal.wait.count()));
  }
  response.held_for = std::chrono::seconds{1};
  return response;
}

}  // namespace sallyport::signin
