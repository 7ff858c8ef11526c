#include "site/visit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/challenge/challenge.hpp"
#include "kit/crypto/digest.hpp"
#include "site/factor.hpp"
#include "site/failure.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::site {
namespace {

text::Language language_of(const http::Request& request) {
  if (const auto cookie = request.cookie(language_cookie)) {
    if (const auto chosen = text::language_of_tag(*cookie)) return *chosen;
  }
  return text::choose_language(request.header("accept-language").value_or(""));
}

/// Why an attempt is over, for the page that says so: what its owner's phone said of it, or time.
std::string_view why_over(db::Read& db, std::string_view token, Time now) {
  const auto over = attempt::find_over(db, token, now);
  const auto asked =
      over ? challenge::newest_of(db, over->account, over->id.bytes(), now) : std::nullopt;
  if (asked && asked->state == challenge::State::reported) return "reported";
  if (asked && asked->state == challenge::State::cancelled) return "stopped";
  return "attempt_over";
}

std::string binding(const session::Session& session,
                    const std::optional<OrganisationId>& organisation) {
  return fmt::format("session {} {}", session.id.text(), organisation ? organisation->text() : "");
}

std::optional<contact::Membership> chosen_of(const std::vector<contact::Membership>& memberships,
                                             const std::optional<OrganisationId>& organisation) {
  for (const contact::Membership& membership : memberships) {
    if (membership.organisation == organisation) return membership;
  }
  return std::nullopt;
}

/// Before the date, for people who have not activated a second factor (M80).
std::optional<Notice> countdown(const InSession& visit) {
  const auto days = visit.date.days_left(visit.now);
  if (!days) return std::nullopt;
  return Notice{
      .words =
          text::Message{"Two-factor authentication is required from {date}: {count} day left.",
                        "Two-factor authentication is required from {date}: {count} days left.",
                        *days}
              .with("date", text::long_day(visit.language, *visit.date.day())),
      .url = path_of(attempt::Step::activate),
      .action = text::Message{"Activate now"}};
}

/// Until the session was seen a minute after it was opened.
bool has_just_begun(const session::Session& session) {
  return session.last_seen_at == session.created_at;
}

std::optional<Notice> word_of_unusual(const InSession& visit) {
  switch (visit.session.unusual) {
    case session::Unusual::nothing:
      return std::nullopt;
    case session::Unusual::browser:
      return Notice{.words = text::Message{"You have not logged in with this browser before, so we"
                                           " have sent you an email about it."},
                    .url = "/account-security/browsers",
                    .action = text::Message{"See your browsers"}};
    case session::Unusual::place:
      return Notice{.words = text::Message{"You have not logged in from this place in the last 90"
                                           " days, so we have sent you an email about it."},
                    .url = "/account-security/sign-ins",
                    .action = text::Message{"Sign-in history"}};
  }
  throw Bug("everything unusual has words");
}

/// What the second factor has to say of which the sign-in made use.
std::optional<Notice> word_of_factor(const InSession& visit) {
  const Factor* factor = visit.site.factor(visit.session.factor);
  if (factor == nullptr) return std::nullopt;
  return visit.site.database.read(
      [&](db::Read& db) { return factor->after_sign_in(db, visit.session.account); });
}

std::vector<Notice> notices_of(const InSession& visit) {
  std::vector<Notice> notices;
  const auto add = [&](std::optional<Notice> notice) {
    if (notice) notices.push_back(std::move(*notice));
  };
  if (!visit.has_factor) add(countdown(visit));
  if (!has_just_begun(visit.session)) return notices;
  add(word_of_factor(visit));
  add(word_of_unusual(visit));
  return notices;
}

}  // namespace

Visit::Visit(const Site& the_site, const http::Request& the_request)
    : site(the_site),
      request(the_request),
      now(the_request.now),
      language(language_of(the_request)),
      nonce(to_base64url(the_site.random.bytes(16))) {}

std::int64_t Visit::session_seconds() const {
  if (!session_ends_at) return 0;
  return std::chrono::floor<std::chrono::seconds>(*session_ends_at - now).count();
}

void Visit::ends_unless_used(const session::Session& session, Time last_seen_at) {
  session_ends_at = std::min<Time>(last_seen_at + site.lifetimes.idle, session.expires_at);
}

audit::Deed Visit::deed() const {
  return {.now = now,
          .random = site.random,
          .actor = actor_,
          .address = request.sender.text(),
          .request = request.id};
}

bool Visit::from_our_pages() const {
  const auto origin = request.header("origin");
  const auto fetch_site = request.header("sec-fetch-site");
  if (fetch_site && *fetch_site != "same-origin") return false;
  if (origin) return *origin == site.portal.public_address;
  return fetch_site.has_value();
}

std::string form_binding(const session::Session& session) {
  return binding(session, session.organisation);
}

std::string Visit::destination() const {
  if (request.method != http::Method::get) {
    return from_our_pages() ? page_of_form(site, request) : "";
  }
  const std::string path =
      request.query.empty() ? request.path : request.path + "?" + request.query;
  return is_own_path(path) ? path : "";
}

bool Visit::carries_token_of(std::string_view what) const {
  const auto given = request.form.text("form_token", 64);
  return given && is_form_token(*given, site.keys.form_key, what);
}

bool Visit::bind_to(std::string_view what) {
  form_token = site::form_token(site.keys.form_key, what);
  if (request.method != http::Method::post) return true;
  outdated = !carries_token_of(what);
  return from_our_pages();
}

bool Visit::bind_to_session(const session::Session& session) {
  return bind_to(form_binding(session));
}

bool Visit::bind_at_the_door(std::string return_to) {
  if (const auto cookie = request.cookie(arrival_cookie)) {
    const auto under_way =
        site.database.read([&](db::Read& db) { return attempt::find(db, *cookie, now); });
    if (under_way) return bind_to(*cookie);
    if (auto known = read_arrival(*cookie, site.keys.form_key, now)) {
      arrival = std::move(*known);
      if (return_to.empty() || return_to == arrival.return_to) return bind_to(arrival.nonce);
    }
  }
  if (arrival.nonce.empty()) arrival.nonce = site.random.bytes(arrival_nonce_size);
  // The nonce stays, so that the sign-in page in another tab can still be sent.
  if (!return_to.empty()) {
    arrival =
        Arrival{.return_to = std::move(return_to), .link = arrival.link, .nonce = arrival.nonce};
  }
  new_arrival_cookie = sign_arrival(arrival, site.keys.form_key, site.random, now);
  return bind_to(arrival.nonce);
}

void Visit::show_person(const std::vector<contact::Membership>& memberships,
                        const std::optional<contact::Membership>& chosen) {
  if (!memberships.empty()) {
    person_name = (chosen ? *chosen : memberships.front()).person_name;
    several_organisations = memberships.size() > 1;
  }
  if (chosen) organisation_name = chosen->organisation_name;
}

Admission<Visitor> Visitor::admit(const Site& site, const http::Request& request) {
  Visitor visit{site, request};
  if (const auto cookie = request.cookie(session_cookie)) {
    std::vector<contact::Membership> memberships;
    const auto found = site.database.read([&](db::Read& db) {
      auto session = session::find(db, *cookie, site.lifetimes, request.now);
      if (session) memberships = contact::memberships(db, session->email);
      return session;
    });
    if (found) {
      visit.signed_in = true;
      if (found->language) visit.language = *found->language;
      visit.actor_ = audit::Actor::account;
      if (!visit.bind_to_session(*found)) return fail(stale_form(visit));
      visit.ends_unless_used(*found, found->last_seen_at);
      visit.show_person(memberships, chosen_of(memberships, found->organisation));
      return visit;
    }
  }
  if (!visit.bind_at_the_door("")) return fail(stale_form(visit));
  return visit;
}

Admission<Leaving> Leaving::admit(const Site& site, const http::Request& request) {
  Leaving visit{site, request};
  const auto cookie = request.cookie(session_cookie);
  if (!cookie) return visit;
  visit.session = site.database.read(
      [&](db::Read& db) { return session::find(db, *cookie, site.lifetimes, request.now); });
  if (!visit.session) return visit;
  visit.actor_ = audit::Actor::account;
  if (!visit.bind_to_session(*visit.session)) return fail(stale_form(visit));
  return visit;
}

InSignIn::InSignIn(const Site& the_site, const http::Request& the_request, attempt::Attempt found)
    : Visit(the_site, the_request), attempt(std::move(found)) {
  attempt_ends_at = attempt.ends_at;
  attempt_can_last = attempt.ends_at < attempt.created_at + the_site.lifetimes.attempt *
                                                                (1 + attempt::most_times_more);
}

Admission<InSignIn> InSignIn::admit(const Site& site, const http::Request& request) {
  const auto cookie = request.cookie(arrival_cookie);
  if (!cookie) return fail(http::see_other(path_of(attempt::Step::password)));
  auto found =
      site.database.read([&](db::Read& db) { return attempt::find(db, *cookie, request.now); });
  // The cookie stays for one more page: that says once more for whom, and makes a fresh start.
  if (!found) {
    const auto because =
        site.database.read([&](db::Read& db) { return why_over(db, *cookie, request.now); });
    return fail(http::see_other(fmt::format("/signin?because={}", because)));
  }
  InSignIn visit{site, request, std::move(*found)};
  if (!visit.bind_to(*cookie)) return fail(stale_form(visit));
  return visit;
}

InSession::InSession(const Site& the_site, const http::Request& the_request, Looked looked)
    : Visit(the_site, the_request),
      session(std::move(looked.session)),
      memberships(std::move(looked.memberships)),
      chosen(chosen_of(memberships, session.organisation)),
      has_factor(looked.has_factor),
      date(std::move(looked.date)) {
  actor_ = audit::Actor::account;
  if (session.language) language = *session.language;
}

bool InSession::fresh(std::optional<Time> confirmed_at, std::chrono::minutes counts) const {
  return confirmed_at && now - *confirmed_at < counts;
}

template <class Who>
Admission<Who> InSession::enter(const Site& site, const http::Request& request) {
  const auto to_sign_in = [&](std::string_view because) {
    Visit visit{site, request};
    // Only for its cookie: the path that was asked for is remembered.
    static_cast<void>(visit.bind_at_the_door(visit.destination()));
    auto response = http::see_other(fmt::format("/signin{}", because));
    if (visit.new_arrival_cookie) {
      response.with_cookie(
          {.name = arrival_cookie, .value = *visit.new_arrival_cookie, .lasts = {}});
    }
    return response;
  };

  const auto cookie = request.cookie(session_cookie);
  if (!cookie) return fail(to_sign_in(""));
  auto looked = site.database.read([&](db::Read& db) -> std::optional<Looked> {
    auto found = session::find(db, *cookie, site.lifetimes, request.now);
    if constexpr (std::is_same_v<Who, Choosing>) {
      // A second press that the first one's cookie did not reach yet (R-TX-8).
      if (!found && request.method == http::Method::post) {
        found = session::find_just_renewed(db, *cookie, site.lifetimes, request.now);
      }
    }
    if (!found) return std::nullopt;
    auto memberships = contact::memberships(db, found->email);
    const bool has_factor = !site.factors_of(db, found->account).empty();
    auto date = site.date_of(db, found->account, memberships, has_factor);
    return Looked{std::move(*found), std::move(memberships), has_factor, std::move(date)};
  });
  const auto without_session = [&](std::string_view because) {
    return to_sign_in(because).with_cookie(
        {.name = session_cookie, .value = "", .lasts = std::chrono::seconds{0}});
  };
  if (!looked && request.method == http::Method::post) {
    Visit visit{site, request};
    const auto over =
        site.database.read([&](db::Read& db) { return session::find_over(db, *cookie); });
    if (over && visit.bind_to(form_binding(*over)) && !visit.outdated) {
      if (auto kept = form_after_the_end(visit)) return fail(std::move(*kept));
    }
  }
  if (!looked) return fail(without_session("?because=session_over"));

  Who visit{site, request, std::move(*looked)};
  visit.step =
      attempt::next_step({.password_proved = true,
                          .factor_proved = visit.session.level == session::Level::second_factor,
                          .has_factor = visit.has_factor,
                          .factor_required = visit.date.has_come(request.now),
                          .organisations = visit.memberships.size(),
                          .organisation_chosen = visit.chosen.has_value()});

  if (visit.step == attempt::Step::password || visit.step == attempt::Step::factor) {
    // The conditions of access, or of this level, no longer hold.
    site.database.write([&](db::Write& db) {
      session::end(db, visit.deed(), visit.session.account, visit.session.id,
                   session::Ended::access_ended);
    });
    return fail(without_session("?because=session_over"));
  }
  if (!visit.bind_to_session(visit.session)) return fail(stale_form(visit));
  if constexpr (std::is_same_v<Who, Choosing>) visit.bear_another_organisation();

  // An outdated form may have come from anywhere, so it does not make the session last.
  const bool marked = !visit.outdated && session::seen_is_old(visit.session, request.now);
  if (marked) {
    site.database.write(
        [&](db::Write& db) { session::mark_seen(db, visit.session.id, request.now); });
  }
  visit.ends_unless_used(visit.session, marked ? request.now : visit.session.last_seen_at);
  visit.show_person(visit.memberships, visit.chosen);
  visit.notices = notices_of(visit);
  return visit;
}

namespace {

/// What was not proved within that time.
std::vector<session::Proof> missing_within(const InSession&, Need, std::chrono::minutes counts);

/// Leads to where the visitor has to go first, or to what they have to prove first.
http::Response lead(const InSession& visit) { return http::see_other(path_of(visit.step)); }

http::Response lead_to_proof(const InSession& visit, Need need) {
  return http::see_other(confirm_path(need, visit.request));
}

}  // namespace

void Choosing::bear_another_organisation() {
  const auto was_made_for = [&](const std::optional<OrganisationId>& organisation) {
    return carries_token_of(binding(session, organisation));
  };
  outdated = outdated && !was_made_for(std::nullopt) &&
             std::none_of(memberships.begin(), memberships.end(), [&](const auto& membership) {
               return was_made_for(membership.organisation);
             });
}

Admission<Choosing> Choosing::admit(const Site& site, const http::Request& request) {
  auto visit = enter<Choosing>(site, request);
  if (visit && visit->step != attempt::Step::organisation && visit->step != attempt::Step::enter) {
    return fail(lead(*visit));
  }
  return visit;
}

Admission<Activating> Activating::admit(const Site& site, const http::Request& request) {
  return enter<Activating>(site, request);
}

Admission<MayChangeFactors> MayChangeFactors::admit(const Site& site,
                                                    const http::Request& request) {
  auto visit = enter<MayChangeFactors>(site, request);
  if (visit && !missing_proofs(*visit, Need::change_factors).empty()) {
    return fail(lead_to_proof(*visit, Need::change_factors));
  }
  return visit;
}

Admission<Linking> Linking::admit(const Site& site, const http::Request& request) {
  auto visit = enter<Linking>(site, request);
  if (visit && !missing_within(*visit, Need::change_factors, site.lifetimes.linking).empty()) {
    return fail(lead_to_proof(*visit, Need::change_factors));
  }
  return visit;
}

Admission<SignedIn> SignedIn::admit(const Site& site, const http::Request& request) {
  auto visit = enter<SignedIn>(site, request);
  if (visit && visit->step != attempt::Step::enter) return fail(lead(*visit));
  return visit;
}

Admission<RecentlySignedIn> RecentlySignedIn::admit(const Site& site,
                                                    const http::Request& request) {
  auto visit = enter<RecentlySignedIn>(site, request);
  if (!visit) return visit;
  if (visit->step != attempt::Step::enter) return fail(lead(*visit));
  if (!missing_proofs(*visit, Need::recent).empty())
    return fail(lead_to_proof(*visit, Need::recent));
  return visit;
}

std::vector<session::Proof> missing_proofs(const InSession& visit, Need need) {
  return missing_within(visit, need, visit.site.lifetimes.confirmation);
}

namespace {

std::vector<session::Proof> missing_within(const InSession& visit, Need need,
                                           std::chrono::minutes counts) {
  std::vector<session::Proof> missing;
  const auto ask = [&](session::Proof proof, std::optional<Time> confirmed_at) {
    if (!visit.fresh(confirmed_at, counts)) missing.push_back(proof);
  };
  const session::Session& session = visit.session;
  switch (need) {
    case Need::recent:
      if (visit.has_factor) {
        ask(session::Proof::factor, session.factor_confirmed_at);
      } else {
        ask(session::Proof::password, session.password_confirmed_at);
      }
      break;
    case Need::change_factors:
      ask(session::Proof::password, session.password_confirmed_at);
      if (visit.has_factor) {
        ask(session::Proof::factor, session.factor_confirmed_at);
      } else if (visit.date.has_come(visit.now)) {
        // On and after the date a stolen password alone must not enrol a factor.
        ask(session::Proof::mailed_code, session.mail_confirmed_at);
      }
      break;
  }
  return missing;
}

}  // namespace

}  // namespace sallyport::site
