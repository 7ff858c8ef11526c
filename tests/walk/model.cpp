#include "tests/walk/model.hpp"

#include <algorithm>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "features/factors/totp/totp.hpp"

namespace sallyport::walk {

using std::chrono::hours;
using std::chrono::minutes;

bool Model::date_has_come(const Person& person) const {
  if (person.exempt_until && now < *person.exempt_until) return false;
  if (required_from && now >= *required_from) return true;
  return std::any_of(own_dates.begin(), own_dates.end(), [&](const auto& own) {
    return person.organisations.contains(own.first) && now >= own.second;
  });
}

std::vector<Time> Model::moments_ahead() const {
  std::vector<Time> moments;
  const auto add = [&](Time moment) {
    if (now < moment) moments.push_back(moment);
  };
  if (required_from) add(*required_from);
  for (const auto& [organisation, date] : own_dates) add(date);
  for (const Person& person : people) {
    if (person.exempt_until) add(*person.exempt_until);
  }
  return moments;
}

Time Model::end_of(const Session& session) const {
  return std::min<Time>(session.last_seen + minutes{30},
                        session.opened_at + (session.shared ? hours{1} : hours{12}));
}

std::size_t Model::least_letters(const Person& person) const {
  const bool administers = std::any_of(
      person.organisations.begin(), person.organisations.end(), [&](std::size_t organisation) {
        const auto role = person.roles.find(organisation);
        return role != person.roles.end() && role->second == "administrator";
      });
  return administers ? 15 : 12;
}

bool Model::is_alive(const Session& session) const {
  return !session.ended && now < end_of(session) &&
         session.passwords_set == people[session.person].passwords_set;
}

bool Model::is_alive(const Attempt& attempt) const {
  const Person& person = people[attempt.person];
  return !attempt.over && now < attempt.ends_at && !person.organisations.empty() &&
         attempt.passwords_set == person.passwords_set;
}

bool Model::works(const Link& link) const {
  const Person& person = people[link.person];
  return !link.over && now < link.until && link.passwords_set == person.passwords_set &&
         !person.organisations.empty();
}

bool Model::is_fresh(const Proof& proof, minutes counts) const {
  return proof && now - *proof < counts;
}

bool Model::is_just_chosen(const Session& session) const {
  return session.chosen_at && now - *session.chosen_at < std::chrono::seconds{10};
}

Place Model::place_of(const Session& session) const {
  const Person& person = people[session.person];
  if (!is_alive(session) || person.organisations.empty()) return Place::outside;
  if (session.level < 2) {
    if (person.has_factor()) return Place::outside;
    if (date_has_come(person)) return Place::activation;
  }
  if (!session.organisation || !person.organisations.contains(*session.organisation)) {
    return Place::chooser;
  }
  return Place::inside;
}

namespace {

bool proved_all(const Model& model, const Session& session, minutes counts) {
  if (!model.is_fresh(session.password, counts)) return false;
  const Person& person = model.people[session.person];
  if (person.has_factor()) return model.is_fresh(session.factor, counts);
  return !model.date_has_come(person) || model.is_fresh(session.mailed_code, counts);
}

}  // namespace

bool Model::may_change_factors(const Session& session) const {
  return proved_all(*this, session, minutes{5});
}

bool Model::begins_to_link(const Session& session) const {
  const auto& shown = session.shown;
  return !shown || shown->linked || now - shown->until > minutes{25};
}

bool Model::may_link(const Session& session) const {
  return proved_all(*this, session, minutes{25});
}

bool Model::proved_again(const Session& session) const {
  return is_fresh(people[session.person].has_factor() ? session.factor : session.password);
}

Session* Model::session_with(const std::string& cookie) {
  for (Session& session : sessions) {
    if (!cookie.empty() && session.cookie == cookie && is_alive(session)) return &session;
  }
  return nullptr;
}

const Session* Model::session_with(const std::string& cookie) const {
  for (const Session& session : sessions) {
    if (!cookie.empty() && session.cookie == cookie && is_alive(session)) return &session;
  }
  return nullptr;
}

Session* Model::session_just_renewed(const std::string& cookie_before) {
  for (Session& session : sessions) {
    const bool opens = !cookie_before.empty() && session.cookie_before == cookie_before;
    if (opens && is_just_chosen(session) && is_alive(session)) return &session;
  }
  return nullptr;
}

Attempt* Model::attempt_with(const std::string& cookie) {
  for (Attempt& attempt : attempts) {
    if (!cookie.empty() && attempt.cookie == cookie && is_alive(attempt)) return &attempt;
  }
  return nullptr;
}

const Attempt* Model::attempt_with(const std::string& cookie) const {
  for (const Attempt& attempt : attempts) {
    if (!cookie.empty() && attempt.cookie == cookie && is_alive(attempt)) return &attempt;
  }
  return nullptr;
}

Link* Model::link_opened_with(const std::string& cookie) {
  if (!is_at_the_door(cookie)) return nullptr;
  const AtTheDoor& there = at_the_door.at(cookie);
  if (!there.link) return nullptr;
  Link& link = links[*there.link];
  const bool holds_it = link.held_with == there.held_with && now < link.held_until;
  return holds_it && works(link) ? &link : nullptr;
}

bool Model::is_at_the_door(const std::string& cookie) const {
  const auto found = at_the_door.find(cookie);
  if (found == at_the_door.end()) return false;
  const auto& there = found->second;
  return now < there.since + (there.link ? std::chrono::seconds{minutes{30}} : hours{24});
}

Session& Model::open_session(std::size_t person, int level, const std::string& cookie,
                             bool shared) {
  const auto& from = people[person].organisations;
  sessions.push_back(
      {.person = person,
       .level = level,
       .organisation = from.size() == 1 ? std::optional{*from.begin()} : std::nullopt,
       .passwords_set = people[person].passwords_set,
       .opened_at = now,
       .last_seen = now,
       .cookie = cookie,
       .shared = shared});
  return sessions.back();
}

Attempt& Model::begin_attempt(std::size_t person, const std::string& cookie, bool shared) {
  attempts.push_back({.person = person,
                      .passwords_set = people[person].passwords_set,
                      .begun_at = now,
                      .ends_at = now + minutes{10},
                      .cookie = cookie,
                      .shared = shared});
  return attempts.back();
}

void Model::mail_link(std::size_t person, const std::string& path) {
  for (Link& link : links) {
    if (link.person == person) link.over = true;
  }
  const bool is_reset = people[person].passwords_set > 0;
  links.push_back({.person = person,
                   .passwords_set = people[person].passwords_set,
                   .is_reset = is_reset,
                   .made_at = now,
                   .until = now + (is_reset ? minutes{30} : minutes{72 * 60}),
                   .path = path});
}

void Model::renew_newest_link(std::size_t person) {
  const auto newest = std::find_if(links.rbegin(), links.rend(),
                                   [&](const Link& link) { return link.person == person; });
  if (newest == links.rend() || !newest->is_reset) return;
  newest->until =
      std::max(newest->until, std::min<Time>(now + minutes{30}, newest->made_at + hours{24}));
}

void Model::hold_link(std::size_t index, const std::string& cookie) {
  Link& link = links[index];
  link.held_with = ++holds;
  at_the_door[cookie] = {.since = now, .link = index, .held_with = holds};
}

void Model::set_password(std::size_t person, const std::string& password) {
  people[person].password = password;
  ++people[person].passwords_set;
}

void Model::end_sessions(std::size_t person, const Session* kept) {
  for (Session& session : sessions) {
    if (session.person == person && &session != kept) session.ended = true;
  }
}

std::size_t Model::alive_sessions_of(std::size_t person) const {
  std::size_t count = 0;
  for (const Session& session : sessions) {
    if (session.person == person && is_alive(session)) ++count;
  }
  return count;
}

App* Model::app_with_code(Person& person, const std::string& code, std::int64_t& step) const {
  for (App& app : person.apps) {
    for (step = step_at(now) - 1; step <= step_at(now) + 1; ++step) {
      if (step > app.last_step && code == code_of(app.secret, step)) return &app;
    }
  }
  return nullptr;
}

std::string code_of(const std::string& secret, std::int64_t step) {
  const auto bytes = from_base32(secret);
  check(bytes.has_value(), "an app's secret is base32");
  return totp::code_at(Secret{*bytes}, step);
}

std::int64_t step_at(Time time) { return unix_seconds(time) / 30; }

}  // namespace sallyport::walk
