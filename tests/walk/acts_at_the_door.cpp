#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

constexpr std::size_t most_sessions_of_one = 8;  // the program ends the oldest of more than ten

/// Where somebody who was just let in is led; empty: home, or wherever they were going.
std::string first_page(const Model& model, const Session& session) {
  switch (model.place_of(session)) {
    case Place::activation:
      return "/account-security/two-factor";
    case Place::chooser:
      return "/organisation";
    case Place::outside:
    case Place::inside:
      break;
  }
  return "/";
}

}  // namespace

void let_in(const Somebody& by, std::size_t person, int level, const std::string& known,
            bool shared) {
  Model& model = by.model();
  Session& session = model.open_session(person, level, by.browser.session, shared);
  model.people[person].networks.insert(by.browser.name);
  by.world.learn(session);
  const std::string should = first_page(model, session);
  for (const auto& [name, value] : by.world.response().headers) {
    if (name == "Location" && should != "/" && value != should) {
      throw Divergence("led to " + value + " instead of " + should);
    }
  }
  if (shared) {
    const KnownBrowser* here = model.known_browser(person, known);
    if (here != nullptr) model.forget_browser(std::string{here->id});
    return;
  }
  // A password alone makes no browser known where more is demanded.
  if (model.place_of(session) == Place::activation) return;
  KnownBrowser& here = model.remember(person, known, by.browser.known(), std::chrono::days{90});
  by.world.learn(here);
  session.known_browser = here.id;
}

void type_password(const Somebody& by, std::size_t index, const std::string& password) {
  Model& model = by.model();
  Person& person = model.people[index];
  if (model.alive_sessions_of(index) >= most_sessions_of_one) return;
  by.world.make_ready(by.browser);
  Fields fields{{"email", person.email}, {"password", password}};
  const bool shared = by.chance.one_in(8);
  if (shared) fields.emplace_back("shared", "1");
  const std::string known = by.browser.known();
  by.world.post(by.browser, "/signin/password", Guard::anybody, fields,
                [&](Admitted& who) -> Expected {
                  if (who.session != nullptr) return {.status = {303}, .to = "/"};
                  if (password.empty()) return {.status = {422}};
                  if (!model.spend_password(index, by.browser.name, known))
                    return {.status = {429}};
                  if (person.password != password || person.organisations.empty()) {
                    person.sign_ins.insert("password_refused");
                    return {.status = {422}};
                  }
                  model.password_was_right(index, by.browser.name, known);
                  return {.status = {303},
                          .to = person.has_factor() ? "/signin/factor" : "",
                          .then = [&, before = who.attempt] {
                            if (before != nullptr) {
                              before->over = true;
                              model.withdraw("a:" + before->cookie, /*given_up=*/true);
                            }
                            if (!person.has_factor()) {
                              person.sign_ins.insert("signed_in");
                              return let_in(by, index, 1, known, shared);
                            }
                            model.begin_attempt(index, by.browser.before, shared);
                          }};
                });
}

void type_some_password(const Somebody& by) {
  const std::size_t index = by.chance.below(3);
  const Person& person = by.model().people[index];
  switch (by.chance.below(6)) {
    case 0:
      return type_password(by, index, by.model().people[(index + 1) % 3].password.value_or("x"));
    case 1:
      return type_password(by, index, by.chance.one_in(2) ? "" : "the first password of ann");
    case 2:
      return type_password(by, index, "not the password");
    default:
      return type_password(by, index, person.password.value_or("there is none yet"));
  }
}

// Whoever guesses without pause is paused.
void guess_passwords(const Somebody& by) {
  const std::size_t index = by.chance.below(2);
  for (int guess = 0; guess < 101; ++guess) {
    if (by.model().session_with(by.browser.session) != nullptr) return;
    type_password(by, index, "guess number " + std::to_string(guess));
    if (by.world.response().status == 422) continue;
    // And its owner comes, who may be known elsewhere.
    return type_password(by.other(), index, "not the password");
  }
  throw Divergence("a hundred passwords were looked at without a pause");
}

// Whoever guesses at length, with the pauses, comes to the end of it all the same; and a known
// browser of the owner is not held up by it.
void guess_passwords_at_length(const Somebody& by) {
  const std::size_t index = by.chance.below(2);
  if (by.model().session_with(by.browser.session) != nullptr) return;
  for (int guess = 0; guess < 120; ++guess) {
    type_password(by, index, "guess number " + std::to_string(guess));
    by.world.pass(std::chrono::seconds{10});
  }
}

void answer_with_code(const Somebody& by, const std::string& factor, const std::string& code) {
  Model& model = by.model();
  if (model.attempt_with(by.browser.before) != nullptr) by.world.make_ready(by.browser, true);
  const std::string known = by.browser.known();
  by.world.post(by.browser, "/signin/factor/" + factor, Guard::in_sign_in, {{"code", code}},
                [&](Admitted& who) -> Expected {
                  Attempt& attempt = *who.attempt;
                  Person& person = model.people[attempt.person];
                  const bool totp = factor == "totp";
                  if (totp ? person.apps.empty() : person.recovery_codes.empty()) {
                    return {.status = {303}, .to = "/signin/factor"};
                  }
                  if (totp ? code.size() != 6 : code.size() != 22) return {.status = {422}};
                  const CodeLimits& limits = totp ? app_codes : recovery_codes;
                  const std::string guesser = model.guesser(attempt.person, known);
                  if (!model.spend_code(limits, guesser)) return {.status = {429}};
                  std::int64_t step = 0;
                  App* app = totp ? model.app_with_code(person, code, step) : nullptr;
                  const bool right = totp ? app != nullptr : person.recovery_codes.contains(code);
                  if (!right) {
                    person.sign_ins.insert("factor_refused " + factor);
                    const bool last = ++attempt.wrong_codes == 5;
                    return {.status = {last ? 303 : 422},
                            .to = "/signin?because=attempt_over",
                            .then = [&attempt, last] { attempt.over = last; }};
                  }
                  model.code_was_right(limits, guesser, attempt.person);
                  person.sign_ins.insert("signed_in " + factor);
                  return {.status = {303}, .then = [&, app, step] {
                            attempt.over = true;
                            model.proved_by_code(attempt.person, "a:" + attempt.cookie);
                            if (app != nullptr) {
                              app->last_step = step;
                            } else {
                              person.recovery_codes.erase(code);
                              person.used_recovery_codes.insert(code);
                            }
                            let_in(by, attempt.person, 2, known, attempt.shared);
                          }};
                });
}

void answer_with_some_code(const Somebody& by) {
  const Attempt* attempt = by.model().attempt_with(by.browser.before);
  const std::size_t index = attempt != nullptr ? attempt->person : by.chance.below(3);
  const Person& person = by.model().people[index];
  if (by.chance.one_in(4)) {
    std::string code =
        person.recovery_codes.empty() ? "aaaa-aaaa-aaaa-aaaa-aa" : *person.recovery_codes.begin();
    if (by.chance.one_in(2) && !person.used_recovery_codes.empty()) {
      code = *person.used_recovery_codes.begin();
    }
    if (by.chance.one_in(8)) code[0] = code[0] == 'a' ? 'b' : 'a';
    return answer_with_code(by, "recovery_code", code);
  }
  answer_with_code(by, "totp", some_code_for(by, index));
}

// Five wrong codes end the attempt, whoever keeps its cookie.
void guess_codes_at_the_door(const Somebody& by) {
  Model& model = by.model();
  const Attempt* attempt = model.attempt_with(by.browser.before);
  if (attempt == nullptr) return;
  Person& person = model.people[attempt->person];
  const std::string cookie = by.browser.before;
  for (int guess = 0; guess < 6; ++guess) {
    std::int64_t step = 0;
    std::string code = "100000";
    while (model.app_with_code(person, code, step) != nullptr) ++code.back();
    by.browser.before = cookie;
    answer_with_code(by, "totp", code);
  }
}

void start_again(const Somebody& by) {
  if (by.model().attempt_with(by.browser.before) != nullptr) by.world.make_ready(by.browser, true);
  by.world.post(by.browser, "/signin/start-again", Guard::in_sign_in, {}, [&by](Admitted& who) {
    return Expected{.status = {303}, .to = "/signin", .then = [&by, attempt = who.attempt] {
                      attempt->over = true;
                      by.model().withdraw("a:" + attempt->cookie, /*given_up=*/true);
                    }};
  });
}

/// Ten minutes from now, and 110 after the password at most.
void take_more_time(const Somebody& by) {
  if (by.model().attempt_with(by.browser.before) != nullptr) by.world.make_ready(by.browser, true);
  by.world.post(by.browser, "/signin/more-time", Guard::in_sign_in, {},
                [now = by.model().now](Admitted& who) {
                  return Expected{.status = {200}, .then = [attempt = who.attempt, now] {
                                    attempt->ends_at =
                                        std::min(now + std::chrono::minutes{10},
                                                 attempt->begun_at + std::chrono::minutes{110});
                                  }};
                });
}

void log_off(const Somebody& by) {
  if (by.model().session_with(by.browser.session) != nullptr) by.world.make_ready(by.browser);
  by.world.post(by.browser, "/logoff", Guard::leaving, {}, [](Admitted& who) {
    return Expected{
        .status = {303}, .to = "/signin?because=logged_off", .then = [session = who.session] {
          if (session != nullptr) session->ended = true;
        }};
  });
}

}  // namespace sallyport::walk
