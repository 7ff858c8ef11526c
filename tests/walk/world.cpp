#include "tests/walk/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/browser/browser.hpp"
#include "core/session/session.hpp"
#include "features/factors/totp/totp_store.hpp"

namespace sallyport::walk {
namespace {

using http::Method;

constexpr const char* session_cookie = "__Host-sid";
constexpr const char* before_cookie = "__Host-pre";

std::string encoded(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += percent_encode(name) + "=" + percent_encode(value);
  }
  return body;
}

/// Which visit at the door the cookie is of; where that visit is going may change.
std::string visit_of(const std::string& cookie) {
  const auto bytes = from_base64url(cookie.substr(0, cookie.find('.')));
  return bytes ? bytes->substr(0, 16) : "";
}

bool is_mid_sign_in(std::string_view path) {
  return path.starts_with("/signin/factor") || path.starts_with("/signin/other-way");
}

app::Settings settings_of(std::uint64_t seed) {
  app::Settings settings = testkit::test_settings();
  settings.portal.parts = {
      {.name = "Courses", .dutch_name = "", .address = "/courses/", .roles = {}},
      {.name = "Desk", .dutch_name = "", .address = "/desk/", .roles = {"administrator"}},
  };
  if (seed % 4 != 0) settings.policy.required_from = parse_day("2027-01-16");
  return settings;
}

std::string described(int level, const std::string& person, const std::string& organisation) {
  return fmt::format("{} at level {}{}{}", person, level, organisation.empty() ? "" : " for ",
                     organisation);
}

}  // namespace

World::World(std::uint64_t seed, std::vector<std::string>& trace, Counts& counts)
    : service(settings_of(seed)), trace_(trace), counts_(counts) {
  browsers[0].name = "left";
  browsers[1].name = "right";
  for (const char* name : {"Alder Group", "Birch Works", "Cedar Trade"}) {
    organisations.push_back(service.add_organisation(name));
    model.organisations.emplace_back(name);
  }
  model.now = service.clock.now();
  add_person("ann@example.com", {0, 1}, "the first password of ann");
  add_person("ben@example.org", {1}, "the first password of ben");
  if (seed % 3 == 0) {
    bring_person("cas@example.net", 0);
  } else {
    add_person("cas@example.net", {0}, std::nullopt);
    model.mail_link(2, testkit::Service::link_in(service.newest_letter_to("cas@example.net")));
  }

  Chance chance(seed);
  if (service.settings().policy.required_from) {
    // 00:00 of 16 January 2027 in Amsterdam.
    model.required_from = at_unix_seconds(1'800'054'000);
    const std::vector<std::int64_t> begins{0, 0, 54'000 - 400, 54'000 + 60};
    pass(std::chrono::seconds{chance.of(begins)});
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (chance.one_in(3)) give_phone(i);
    if (!chance.one_in(2)) continue;
    service.enrol_totp(model.people[i].email);
    const auto keys = service.database().read([&](db::Read& db) {
      return totp::keys(db, service.service().site().keys.sealer, accounts_[i]);
    });
    model.people[i].apps.push_back(
        {.id = keys.front().id.text(), .secret = to_base32(keys.front().secret.reveal())});
  }
}

void World::pass(std::chrono::seconds time) {
  service.clock.advance(time);
  model.now += time;
}

// What forms are bound to: at the door to the visit there, in mid sign-in to the attempt, and then
// to the session and its organisation, whatever its cookie is by now.
std::string World::bound_to(const Browser& browser, bool mid_sign_in) const {
  if (mid_sign_in) return "a:" + browser.before;
  if (const Session* session = model.session_with(browser.session)) {
    return bound_to(*session, session->organisation);
  }
  if (model.attempt_with(browser.before) != nullptr) return "a:" + browser.before;
  return "d:" + visit_of(browser.before);
}

std::string World::bound_to(const Session& session, std::optional<std::size_t> organisation) const {
  return fmt::format("s:{}:{}", session.id, organisation ? model.organisations[*organisation] : "");
}

bool World::was_made_for(const std::string& form_token, const std::string& binding) const {
  const auto known = tokens_.find(form_token);
  return known != tokens_.end() && known->second == binding;
}

Admitted World::admit(const Browser& browser, const std::string& path, Guard guard,
                      const std::optional<std::string>& form_token) {
  Admitted who;
  const auto refuse = [&](Expected expected) {
    who.refused = std::move(expected);
    return who;
  };
  // A form of ours that does not fit does nothing.
  const auto let_in = [&](bool form_fits) {
    if (!form_token || form_fits) return who;
    if (path == "/signin/password" && who.session != nullptr) {
      return refuse({.status = {303}, .to = "/"});
    }
    if (path == "/account-security/two-factor/code")
      return refuse({.status = {403, 303}, .to = path});
    return refuse({.status = {403}});
  };
  const auto fits = [&](const std::string& binding) {
    return form_token && was_made_for(*form_token, binding);
  };

  if (guard == Guard::anybody || guard == Guard::leaving) {
    who.session = model.session_with(browser.session);
    if (guard == Guard::leaving && who.session == nullptr) return who;
    who.attempt = who.session != nullptr ? nullptr : model.attempt_with(browser.before);
    const bool known =
        who.session != nullptr || who.attempt != nullptr || model.is_at_the_door(browser.before);
    return let_in(known && fits(bound_to(browser, false)));
  }
  if (guard == Guard::in_sign_in) {
    who.attempt = model.attempt_with(browser.before);
    if (who.attempt == nullptr) return refuse({.status = {303}, .to = "/signin"});
    return let_in(fits("a:" + browser.before));
  }

  Session* session = model.session_with(browser.session);
  if (session == nullptr && guard == Guard::choosing && form_token) {
    session = model.session_just_renewed(browser.session);
  }
  if (session == nullptr || model.place_of(*session) == Place::outside) {
    if (session != nullptr) session->ended = true;
    return refuse({.status = {303}, .to = "/signin"});
  }
  who.session = session;
  bool form_fits = fits(bound_to(*session, session->organisation));
  if (guard == Guard::choosing) {
    // It says itself which organisation is meant.
    form_fits = form_fits || fits(bound_to(*session, std::nullopt));
    for (const std::size_t own : model.people[session->person].organisations) {
      form_fits = form_fits || fits(bound_to(*session, own));
    }
  }
  // A form that does not fit may have come from anywhere: it does not make the session last.
  const bool was_here = !form_token || form_fits;
  if (was_here && model.now - session->last_seen >= std::chrono::minutes{1}) {
    session->last_seen = model.now;
  }

  const Place place = model.place_of(*session);
  if (guard == Guard::activating) return let_in(form_fits);
  if (guard == Guard::may_change_factors) {
    if (model.may_change_factors(*session)) return let_in(form_fits);
    return refuse({.status = {303}, .to = "/confirm?for=factors"});
  }
  if (guard == Guard::linking) {
    if (model.may_link(*session)) return let_in(form_fits);
    return refuse({.status = {303}, .to = "/confirm?for=factors"});
  }
  if (place == Place::activation) {
    return refuse({.status = {303}, .to = "/account-security/two-factor"});
  }
  if (guard == Guard::choosing) return let_in(form_fits);
  if (place == Place::chooser) return refuse({.status = {303}, .to = "/organisation"});
  if (guard == Guard::recently_signed_in && !model.proved_again(*session)) {
    return refuse({.status = {303}, .to = "/confirm?for=recent"});
  }
  return let_in(form_fits);
}

void World::get(Browser& browser, const std::string& path, Guard guard,
                const std::function<Expected(Admitted&)>& page) {
  Admitted who = admit(browser, path, guard);
  const Expected expected = who.refused ? *who.refused
                            : page      ? page(who)
                                        : Expected{.status = {}, .let_in = true};
  send(browser, Method::get, path, "", expected);
}

void World::post(Browser& browser, const std::string& path, Guard guard, Fields fields,
                 const std::function<Expected(Admitted&)>& page) {
  Admitted who = admit(browser, path, guard, browser.token);
  const Expected expected = who.refused ? *who.refused : page(who);
  fields.emplace_back("form_token", browser.token);
  send(browser, Method::post, path, encoded(fields), expected);
}

void World::make_ready(Browser& browser, bool mid_sign_in) {
  const auto known = tokens_.find(browser.token);
  if (known != tokens_.end() && known->second == bound_to(browser, mid_sign_in)) return;
  if (mid_sign_in) {
    return get(browser, "/signin/other-way", Guard::in_sign_in, [&](Admitted& who) -> Expected {
      // Unlinked since: there is nothing left to choose from.
      if (model.people[who.attempt->person].has_factor()) return {.status = {200}};
      return {.status = {303}, .to = "/signin?because=attempt_over"};
    });
  }
  if (model.session_with(browser.session) != nullptr) {
    return get(browser, "/account-security/two-factor", Guard::activating);
  }
  get(browser, "/signin/password", Guard::anybody,
      [&](Admitted&) { return Expected{.status = {303}, .to = "/signin"}; });
  get(browser, "/signin", Guard::anybody);
}

void World::send(Browser& browser, Method method, const std::string& path, const std::string& body,
                 const Expected& expected, const Fields& headers) {
  http::Request request;
  request.method = method;
  const auto question = path.find('?');
  request.path = path.substr(0, question);
  if (question != std::string::npos) request.query = path.substr(question + 1);
  request.headers = {
      {"host", "portal.example"},
      {"user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 " + browser.name}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  std::string cookies;
  const auto carry = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  };
  carry(session_cookie, browser.session);
  carry(before_cookie, browser.before);
  for (const auto& [name, value] : browser.others) carry(name, value);
  if (!cookies.empty()) request.headers.emplace_back("cookie", cookies);
  if (method == Method::post) {
    request.headers.emplace_back("origin", "https://portal.example");
    request.headers.emplace_back("sec-fetch-site", "same-origin");
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = body;
  }
  request.sender = *Address::parse(browser.name == "left" ? "192.0.2.10" : "198.51.100.20");
  request.id = "0123456789abcdef";

  // A cookie that is only renewed at the door still holds what it held.
  const std::string visit = visit_of(browser.before);
  const auto before = model.is_at_the_door(browser.before)
                          ? std::optional{model.at_the_door.at(browser.before)}
                          : std::nullopt;
  // Whose organisations may be named in the answer.
  std::set<std::size_t> own;
  const auto may_name = [&] {
    const Session* session = model.session_with(browser.session);
    // A second press under the cookie from before the choice is still this person's.
    if (session == nullptr && method == Method::post && path == "/organisation") {
      session = model.session_just_renewed(browser.session);
    }
    if (session != nullptr) {
      own.merge(std::set{model.people[session->person].organisations});
    }
  };
  may_name();
  const std::string line = fmt::format("{}: {} {} {}", browser.name, http::name_of(method), path,
                                       body.substr(0, body.find("form_token")));
  response_ = service.answer(std::move(request));
  say(fmt::format("{} -> {} {}", line, response_.status, [&] {
    for (const auto& [name, value] : response_.headers) {
      if (name == "Location") return value;
    }
    return std::string{};
  }()));
  ++counts_[fmt::format("{} {} {}", http::name_of(method), response_.route, response_.status)];
  take_cookies(browser);
  compare_answer(expected, line);
  if (expected.then) expected.then();
  may_name();
  look_for_others_names(own);
  if (!browser.before.empty() && model.attempt_with(browser.before) == nullptr &&
      !model.at_the_door.contains(browser.before) &&
      std::none_of(model.attempts.begin(), model.attempts.end(),
                   [&](const Attempt& one) { return one.cookie == browser.before; })) {
    AtTheDoor& there = model.at_the_door[browser.before];
    if (before && visit_of(browser.before) == visit) there = *before;
    there.since = model.now;
  }
  take_token(browser, path);
  compare();
}

void World::take_cookies(Browser& browser) {
  for (const auto& [header, value] : response_.headers) {
    if (header != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const std::string name = value.substr(0, equals);
    std::string given = value.substr(equals + 1, value.find(';') - equals - 1);
    if (value.find("Max-Age=0") != std::string::npos) given.clear();
    if (name == session_cookie) {
      if (!browser.session.empty()) old_cookies.push_back(browser.session);
      browser.session = given;
    } else if (name == before_cookie) {
      if (!browser.before.empty()) old_cookies.push_back(browser.before);
      browser.before = given;
    } else if (given.empty()) {
      browser.others.erase(name);
    } else {
      browser.others[name] = given;
    }
  }
}

void World::take_token(Browser& browser, const std::string& path) {
  if (response_.status == 403) return;  // bound to nothing
  const std::string token = text_between("name=\"form_token\" value=\"", "\"");
  if (token.empty()) return;
  browser.token = token;
  tokens_[token] = bound_to(browser, is_mid_sign_in(path));
}

std::string World::text_between(std::string_view before, std::string_view after) const {
  const auto begin = response_.body.find(before);
  if (begin == std::string::npos) return "";
  const auto from = begin + before.size();
  return response_.body.substr(from, response_.body.find(after, from) - from);
}

void World::compare_answer(const Expected& expected, const std::string& line) {
  const int status = response_.status;
  std::string to;
  for (const auto& [name, value] : response_.headers) {
    if (name == "Location") to = value;
  }
  const auto diverge = [&](const std::string& should) {
    throw Divergence(fmt::format("{}\n  the program answered {} {}\n  and should have answered {}",
                                 line, status, to, should));
  };
  if (status >= 500) diverge("without failing");
  if (expected.let_in) {
    if (status == 403 || (status == 303 && (to == "/signin" || to.starts_with("/signin?")))) {
      diverge("with the page");
    }
    return;
  }
  const bool right =
      std::find(expected.status.begin(), expected.status.end(), status) != expected.status.end() &&
      (status != 303 || to.starts_with(expected.to));
  if (!right) diverge(fmt::format("{} {}", fmt::join(expected.status, " or "), expected.to));
}

void World::look_for_others_names(const std::set<std::size_t>& own) {
  for (std::size_t i = 0; i < model.organisations.size(); ++i) {
    if (own.contains(i) || response_.body.find(model.organisations[i]) == std::string::npos) {
      continue;
    }
    throw Divergence("the page names " + model.organisations[i] + ", which is not the reader's");
  }
}

void World::renew(Session& session, const Browser& browser) {
  if (browser.session == session.cookie) throw Divergence("the session's cookie is still the same");
  session.cookie = browser.session;
  session.cookie_before.clear();
  session.chosen_at.reset();
}

void World::renew_by_choice(Session& session, const Browser& browser) {
  // Further presses do not make the cookie before the first one last longer.
  const bool is_first = !model.is_just_chosen(session);
  const std::string before = is_first ? session.cookie : session.cookie_before;
  const Time at = is_first ? model.now : *session.chosen_at;
  renew(session, browser);
  session.cookie_before = before;
  session.chosen_at = at;
}

void World::learn(Session& session) {
  const auto found = service.database().read([&](db::Read& db) {
    return session::find(db, session.cookie, service.settings().lifetimes, model.now);
  });
  if (!found) throw Divergence("no session was opened for " + model.people[session.person].email);
  session.id = found->id.text();
}

std::vector<std::string> World::app_ids(std::size_t person) {
  const auto all = service.database().read(
      [&](db::Read& db) { return totp::authenticators(db, accounts_[person]); });
  std::vector<std::string> ids;
  for (const auto& app : all) ids.push_back(app.id.text());
  return ids;
}

void World::compare() {
  const auto& lifetimes = service.settings().lifetimes;
  const auto name_of = [&](std::optional<OrganisationId> id) -> std::string {
    for (std::size_t i = 0; id && i < organisations.size(); ++i) {
      if (organisations[i].id == *id) return model.organisations[i];
    }
    return id ? "somebody else's" : "";
  };
  const auto in_model = [&](const Session& session) {
    return described(session.level, model.people[session.person].email,
                     session.organisation ? model.organisations[*session.organisation] : "");
  };
  const auto in_program = [&](const session::Session& session) {
    return described(static_cast<int>(session.level), session.email.text(),
                     name_of(session.organisation));
  };
  const auto differ = [](const std::string& what, const std::string& program,
                         const std::string& paper) {
    if (program == paper) return;
    throw Divergence(
        fmt::format("{}\n  in the program: {}\n  and should be:  {}", what, program, paper));
  };

  service.database().read([&](db::Read& db) {
    for (std::size_t person = 0; person < model.people.size(); ++person) {
      std::vector<std::string> program;
      std::vector<std::string> paper;
      for (const auto& session : session::all(db, accounts_[person], lifetimes, model.now)) {
        program.push_back(in_program(session));
      }
      for (const Session& session : model.sessions) {
        if (session.person == person && model.is_alive(session)) paper.push_back(in_model(session));
      }
      std::sort(program.begin(), program.end());
      std::sort(paper.begin(), paper.end());
      differ("all sessions of " + model.people[person].email,
             fmt::format("{}", fmt::join(program, ", ")),
             fmt::format("{}", fmt::join(paper, ", ")));
      differ("the number of apps of " + model.people[person].email,
             std::to_string(totp::authenticators(db, accounts_[person]).size()),
             std::to_string(model.people[person].apps.size()));
      compare_phones(db, person);
      differ("the number of browsers that are known to " + model.people[person].email,
             std::to_string(browser::all(db, accounts_[person], model.now).size()),
             std::to_string(std::count_if(model.known_browsers.begin(), model.known_browsers.end(),
                                          [&](const KnownBrowser& known) {
                                            return known.person == person &&
                                                   model.now < known.until;
                                          })));
      for (const Browser& browser : browsers) {
        const auto known = browser::find(db, browser.known(), accounts_[person], model.now);
        const KnownBrowser* on_paper = model.known_browser(person, browser.known());
        differ("whether " + model.people[person].email + " knows browser " + browser.name,
               known ? known->id.text() : "no", on_paper != nullptr ? on_paper->id : "no");
      }
    }
    for (const Browser& browser : browsers) {
      const auto session = session::find(db, browser.session, lifetimes, model.now);
      const Session* on_paper = model.session_with(browser.session);
      differ("the session of browser " + browser.name, session ? in_program(*session) : "none",
             on_paper != nullptr ? in_model(*on_paper) : "none");
      const auto attempt = attempt::find(db, browser.before, model.now);
      const Attempt* attempt_on_paper = model.attempt_with(browser.before);
      differ("the attempt of browser " + browser.name, attempt ? attempt->email.text() : "none",
             attempt_on_paper != nullptr ? model.people[attempt_on_paper->person].email : "none");
    }
  });
}

}  // namespace sallyport::walk
