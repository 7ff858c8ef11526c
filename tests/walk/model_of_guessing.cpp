// What the model knows of browsers that are known, and of guesses made in others.
#include <algorithm>

#include "tests/walk/model.hpp"

namespace sallyport::walk {

KnownBrowser* Model::known_browser(std::size_t person, const std::string& cookie) {
  const auto found =
      std::find_if(known_browsers.begin(), known_browsers.end(), [&](const KnownBrowser& known) {
        return !cookie.empty() && known.person == person && now < known.until &&
               (known.cookie == cookie || known.cookie_before == cookie);
      });
  return found == known_browsers.end() ? nullptr : &*found;
}

KnownBrowser& Model::remember(std::size_t person, const std::string& cookie_before,
                              const std::string& cookie, std::chrono::seconds lasts) {
  for (std::size_t owner = 0; owner < people.size(); ++owner) {
    if (KnownBrowser* known = known_browser(owner, cookie_before)) {
      known->cookie_before = cookie_before;
      known->cookie = cookie;
    }
  }
  KnownBrowser* known = known_browser(person, cookie);
  if (known == nullptr) {
    known_browsers.push_back({.person = person, .cookie = cookie});
    known = &known_browsers.back();
  }
  known->until = std::max(known->until, now + lasts);
  return *known;
}

void Model::forget_browser(const std::string& id) {
  std::erase_if(known_browsers, [&](const KnownBrowser& known) { return known.id == id; });
}

void Model::forget_other_browsers(std::size_t person, const std::string& cookie) {
  const KnownBrowser* here = known_browser(person, cookie);
  const std::string kept = here == nullptr ? "" : here->id;
  std::erase_if(known_browsers, [&](const KnownBrowser& known) {
    return known.person == person && known.id != kept;
  });
}

void Model::end_sessions_in(const std::string& known_browser) {
  for (Session& session : sessions) {
    if (session.known_browser == known_browser) session.ended = true;
  }
}

bool Model::spend_password(std::size_t person, const std::string& network,
                           const std::string& cookie) {
  if (const KnownBrowser* known = known_browser(person, cookie)) {
    if (tries.spend(passwords_in_a_known_browser, known->id, now)) return true;
    forget_browser(std::string{known->id});
  }
  const std::string& email = people[person].email;
  Lane& lane = lanes[{person, network}];
  if (!tries.left(passwords_elsewhere, email, now) || now < lane.not_before) return false;
  tries.spend(passwords_elsewhere, email, now);
  lane.add(now);
  return true;
}

void Model::password_was_right(std::size_t person, const std::string& network,
                               const std::string& cookie) {
  tries.clear(passwords_elsewhere, people[person].email);
  if (const KnownBrowser* known = known_browser(person, cookie)) {
    tries.clear(passwords_in_a_known_browser, known->id);
  } else {
    lanes.erase({person, network});
  }
}

std::string Model::guesser(std::size_t person, const std::string& cookie) {
  const KnownBrowser* known = known_browser(person, cookie);
  return known != nullptr ? known->id : all_of(people[person]);
}

bool Model::spend_code(const CodeLimits& limits, const std::string& whose) {
  if (!tries.left(limits.in_a_while, whose, now) || !tries.left(limits.in_a_row, whose, now)) {
    return false;
  }
  tries.spend(limits.in_a_while, whose, now);
  tries.spend(limits.in_a_row, whose, now);
  if (!tries.left(limits.in_a_row, whose, now)) forget_browser(whose);
  return true;
}

void Model::code_was_right(const CodeLimits& limits, const std::string& whose, std::size_t person) {
  for (const std::string& counted : {whose, all_of(people[person])}) {
    tries.clear(limits.in_a_while, counted);
    tries.clear(limits.in_a_row, counted);
  }
}

void Model::put_right(std::size_t index, const NotMe& told) {
  Person& person = people[index];
  const bool is_last = person.factors() == 1;
  if (told.what == "factor_added" && (!is_last || told.takes_last_app)) {
    std::erase_if(person.apps, [&](const App& app) { return app.id == told.app; });
    std::erase_if(person.phones, [&](const LinkedPhone& phone) { return phone.id == told.app; });
  }
  if (told.what == "codes_made" || !person.has_factor()) person.recovery_codes.clear();
  person.password.reset();
  ++person.passwords_set;
  end_sessions(index, nullptr);
  std::erase_if(known_browsers, [&](const KnownBrowser& known) { return known.person == index; });
}

}  // namespace sallyport::walk
