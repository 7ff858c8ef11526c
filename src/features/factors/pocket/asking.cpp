#include "features/factors/pocket/asking.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/account/account.hpp"
#include "core/challenge/care.hpp"
#include "core/device/subscription.hpp"
#include "core/history/history.hpp"
#include "core/session/session.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/ask_page.hpp"
#include "features/factors/pocket/context.hpp"
#include "site/doorbell.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/way.hpp"

namespace sallyport::pocket {
namespace {

using challenge::Challenge;
using challenge::State;
using text::Message;

constexpr std::chrono::seconds longest_wait{25};
/// One that came to nothing is shown so long, to be tried again by a button; a page that is only
/// left open must not ask on and on. Somebody who comes back later is asked anew.
constexpr std::chrono::minutes shown_for{10};

bool is_old(const Challenge& newest, Time now) {
  const bool is_over = newest.state != State::open && newest.state != State::approved;
  // Of one that was used, the proof has grown old since.
  return newest.state == State::used || (is_over && now - newest.expires_at > shown_for);
}

BrowserThatAsks browser_of(db::Read& db, const site::Visit& visit, const account::Account& owner) {
  const auto memberships = contact::memberships(db, owner.email);
  return {.email = owner.email,
          .organisation = memberships.size() == 1
                              ? std::optional{memberships.front().organisation_name}
                              : std::nullopt,
          .looks = site::looks_of(visit.request),
          .address = visit.request.sender,
          .known = site::known_browser(db, visit, owner.id),
          .new_network = history::is_new_place(db, owner.id, visit.request.sender, visit.now),
          .within_session = visit.session_ends_at.has_value()};
}

/// Whether the one who asks is in this browser: its attempt, its session, or the link it opened.
bool asks_here(db::Read& db, const site::Visit& visit, const Challenge& challenge) {
  const auto is_asker = [&](std::string_view id) { return id == challenge.asker; };
  if (visit.arrival.link && is_asker(visit.arrival.link->bytes())) return true;
  if (const auto cookie = visit.request.cookie(site::arrival_cookie)) {
    const auto attempt = attempt::find(db, *cookie, visit.now);
    if (attempt && is_asker(attempt->id.bytes())) return true;
  }
  const auto cookie = visit.request.cookie(site::session_cookie);
  const auto session =
      cookie ? session::find(db, *cookie, visit.site.lifetimes, visit.now) : std::nullopt;
  return session && is_asker(session->id.bytes());
}

std::optional<Challenge> named_in(db::Read& db, const http::Request& request) {
  const auto id = ChallengeId::parse(request.parts.at("challenge"));
  return id ? challenge::find(db, *id, request.now) : std::nullopt;
}

/// One that this asker began before, and what can be done about it.
Asked asked_before(db::Read& db, Challenge newest, Time now) {
  Asked asked;
  if (newest.state == State::open) {
    const challenge::Care care = challenge::care_of(db, newest.account);
    asked.may_ring_again = newest.pushes > 0 && newest.pushes < challenge::most_pushes &&
                           !care.quiet(newest.browser.has_value(), now);
  } else if (newest.state != State::approved) {
    if (const auto other = challenge::open_of(db, newest.account, now)) {
      asked.why_not = challenge::NotBegun::taken;
      asked.free_at = other->expires_at;
    } else if (challenge::too_many(db, newest.account, now)) {
      asked.why_not = challenge::NotBegun::too_many;
    }
  }
  asked.challenge = std::move(newest);
  return asked;
}

bool can_confirm(const std::vector<device::Device>& devices) {
  return std::ranges::any_of(
      devices, [](const auto& device) { return device.state == device::State::active; });
}

/// The page that the form stood on.
http::Response back(const site::Visit& visit) {
  const std::string page = site::page_of_form(visit.site, visit.request);
  return http::see_other(page.empty() ? site::path_of(attempt::Step::factor) : page);
}

}  // namespace

void Asking::routes(site::Routes& routes) {
  routes.post("/two-factor/pocket/{challenge}/again", this, &Asking::again);
  routes.post("/two-factor/pocket/{challenge}/ring", this, &Asking::ring_again);
  routes.get_plain(
      "/two-factor/pocket/{challenge}/wait",
      [this](const http::Request& request) { return wait(request); },
      "who knows the number of the question");
}

Asked Asking::begin(db::Write& db, const site::Visit& visit, AccountId account,
                    const std::string& asker) {
  const auto owner = account::find(db, account);
  check(owner.has_value(), "who is asked has an account");
  const BrowserThatAsks browser = browser_of(db, visit, *owner);
  const audit::Deed deed = visit.deed();
  const Time ends = visit.now + challenge::lifetime;
  auto begun =
      challenge::begin(db, deed,
                       {.account = account,
                        .asker = asker,
                        .browser = browser.known ? std::optional{browser.known->id} : std::nullopt,
                        .odd = is_odd(site_, browser, visit.now),
                        .policy = site_.pocket.policy,
                        .context = context_of(site_, browser, visit.now, ends),
                        .address = visit.request.sender.text(),
                        .user_agent = browser.looks.user_agent});
  if (!begun) {
    const auto other = challenge::open_of(db, account, visit.now);
    return {.why_not = begun.error(),
            .free_at = other ? std::optional{other->expires_at} : std::nullopt};
  }
  Asked asked;
  auto subscriptions = site_.doorbell != nullptr ? device::all_subscriptions(db, account)
                                                 : std::vector<device::Ringing>{};
  if (!subscriptions.empty() && challenge::push_again(db, begun->id, visit.now)) {
    asked.ringing = std::move(subscriptions);
    begun->pushes = 1;
  }
  asked.may_ring_again = !asked.ringing.empty();
  asked.challenge = std::move(*begun);
  return asked;
}

Asked Asking::newest_or_begin(const site::Visit& visit, AccountId account,
                              const std::string& asker) {
  const auto look = [&](db::Read& db) -> std::optional<Asked> {
    auto newest = challenge::newest_of(db, account, asker, visit.now);
    if (!newest || is_old(*newest, visit.now)) return std::nullopt;
    return asked_before(db, std::move(*newest), visit.now);
  };
  if (auto before = site_.database.read(look)) return std::move(*before);
  bool is_begun = false;
  auto asked = site_.database.write([&](db::Write& db) {
    // Again, or pages that are opened at the same moment would each take the place of the other.
    auto before = look(db);
    is_begun = !before;
    return before ? std::move(*before) : begin(db, visit, account, asker);
  });
  if (is_begun && asked.challenge) tell(account, asked.ringing);
  return asked;
}

void Asking::ring(const std::vector<device::Ringing>& ringing) const {
  if (site_.doorbell == nullptr) return;
  site_.doorbell->ring(site_, ringing, site::Doorbell::Ring::request);
}

void Asking::tell(AccountId account, const std::vector<device::Ringing>& ringing) const {
  site_.bell.ring(topic_of(account));
  ring(ringing);
}

http::Response Asking::page(const site::Visit& visit, const site::Question& question) {
  const auto devices =
      site_.database.read([&](db::Read& db) { return device::all(db, question.account); });
  const Asked asked =
      can_confirm(devices) ? newest_or_begin(visit, question.account, question.asker) : Asked{};
  return AskPage{.visit = visit, .question = question, .asked = asked, .devices = devices}
      .response();
}

http::Response Asking::again(const site::Visitor& visit) {
  if (!site::holds_only(visit.request.form, {}, {"back"})) return site::failure(visit, 400);
  std::vector<device::Ringing> ringing;
  const auto account = site_.database.write([&](db::Write& db) -> std::optional<AccountId> {
    ringing.clear();
    const auto ended = named_in(db, visit.request);
    if (!ended || ended->state == State::open || !asks_here(db, visit, *ended)) {
      return std::nullopt;
    }
    const auto newest = challenge::newest_of(db, ended->account, ended->asker, visit.now);
    // A second press finds one begun already; with no phone to confirm, the page says what to do.
    if (newest->id == ended->id && can_confirm(device::all(db, ended->account))) {
      ringing = begin(db, visit, ended->account, ended->asker).ringing;
    }
    return ended->account;
  });
  if (account) tell(*account, ringing);
  return back(visit);
}

http::Response Asking::ring_again(const site::Visitor& visit) {
  if (!site::holds_only(visit.request.form, {}, {"back"})) return site::failure(visit, 400);
  std::vector<device::Ringing> ringing;
  site_.database.write([&](db::Write& db) {
    ringing.clear();
    const auto open = named_in(db, visit.request);
    if (!open || open->state != State::open || !asks_here(db, visit, *open)) return;
    if (challenge::push_again(db, open->id, visit.now)) {
      ringing = device::all_subscriptions(db, open->account);
    }
  });
  ring(ringing);
  return back(visit);
}

http::Response Asking::wait(const http::Request& request) {
  const auto found = site_.database.read([&](db::Read& db) { return named_in(db, request); });
  if (!found) return http::plain_text(404, "unknown\n");
  const bool is_open = found->state == State::open;
  if (is_open && !request.waited) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(found->expires_at - request.now);
    return http::hold({.topic = topic_of(found->account),
                       .most = std::min(longest_wait, left),
                       .who = std::string{found->id.bytes()},
                       .most_of_who = 2});
  }
  if (is_open && request.crowded) return crowded();
  return http::plain_text(200, std::string{challenge::name_of(found->state)} + "\n");
}

}  // namespace sallyport::pocket
