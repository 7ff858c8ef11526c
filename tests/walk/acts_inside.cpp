#include <algorithm>

#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

constexpr const char* for_factors = "?for=factors&to=%2Faccount-security%2Ftwo-factor";

void confirm_with_mailed_code(const Somebody&, const std::string& code);

}  // namespace

void post_inside(const Somebody& by, const std::string& path, Guard guard, const Fields& fields,
                 const std::function<Expected(Session&, Person&)>& page) {
  if (by.model().session_with(by.browser.session) != nullptr) by.world.make_ready(by.browser);
  by.world.post(by.browser, path, guard, fields, [&](Admitted& who) {
    return page(*who.session, by.model().people[who.session->person]);
  });
}

void choose_some_organisation(const Somebody& by) {
  Model& model = by.model();
  const std::size_t wanted = by.chance.below(4);
  const std::string id = wanted < 3 ? by.world.organisations[wanted].id.text() : "no id";
  post_inside(by, "/organisation", Guard::choosing, {{"organisation", id}},
              [&](Session& session, Person& person) -> Expected {
                if (!person.organisations.contains(wanted)) return {.status = {404}};
                return {.status = {303}, .to = "/", .then = [&by, &session, wanted] {
                          by.world.renew_by_choice(session, by.browser);
                          session.organisation = wanted;
                        }};
              });
  // What is seen from then on is that organisation's (M17).
  Session* session = model.session_with(by.browser.session);
  if (session == nullptr || model.place_of(*session) != Place::inside) return;
  by.world.get(by.browser, "/", Guard::signed_in,
               [](Admitted&) { return Expected{.status = {200}}; });
  const std::string& name = model.organisations[*session->organisation];
  if (by.world.response().body.find(name) == std::string::npos) {
    throw Divergence("the page does not name " + name);
  }
}

void confirm_with_password(const Somebody& by, const std::string& password) {
  post_inside(by, std::string{"/confirm/password"} + for_factors, Guard::activating,
              {{"password", password}}, [&](Session& session, Person& person) {
                Model& model = by.model();
                if (!model.tries.spend(passwords_in_a_session, all_of(person), model.now)) {
                  return Expected{.status = {429}};
                }
                if (person.password != password) return Expected{.status = {422}};
                model.tries.clear(passwords_in_a_session, all_of(person));
                return Expected{.status = {303}, .to = "/confirm", .then = [&model, &session] {
                                  session.password = model.now;
                                }};
              });
}

void confirm_with_some_password(const Somebody& by) {
  const Session* session = by.model().session_with(by.browser.session);
  const std::size_t person = session != nullptr ? session->person : 0;
  const bool right = !by.chance.one_in(4);
  confirm_with_password(
      by, right ? by.model().people[person].password.value_or("x") : "not the password");
}

void confirm_with_some_code(const Somebody& by) {
  Model& model = by.model();
  const Session* before = model.session_with(by.browser.session);
  const std::string code = some_code_for(by, before != nullptr ? before->person : 0);
  post_inside(by, std::string{"/confirm/factor/totp"} + for_factors, Guard::activating,
              {{"code", code}}, [&](Session& session, Person& person) -> Expected {
                if (person.apps.empty()) return {.status = {404}};
                if (code.size() != 6) return {.status = {422}};
                if (!model.spend_code(app_codes, session.id)) return {.status = {429}};
                std::int64_t step = 0;
                App* app = model.app_with_code(person, code, step);
                if (app == nullptr) return {.status = {422}};
                model.code_was_right(app_codes, session.id, session.person);
                return {.status = {303}, .to = "/confirm", .then = [&model, &session, app, step] {
                          app->last_step = step;
                          session.factor = model.now;
                          model.proved_by_code(session.person, "s:" + session.id);
                        }};
              });
}

// Whoever guesses without pause is paused, also when signed in.
void guess_codes(const Somebody& by) {
  Model& model = by.model();
  for (int guess = 0; guess < 51; ++guess) {
    Session* session = model.session_with(by.browser.session);
    if (session == nullptr || model.place_of(*session) == Place::outside ||
        model.people[session->person].apps.empty()) {
      return;
    }
    const std::string code = std::to_string(100'000 + guess);
    std::int64_t step = 0;
    if (model.app_with_code(model.people[session->person], code, step) != nullptr) return;
    post_inside(by, std::string{"/confirm/factor/totp"} + for_factors, Guard::activating,
                {{"code", code}}, [&model](Session& of, Person&) {
                  return Expected{.status = {model.spend_code(app_codes, of.id) ? 422 : 429}};
                });
    if (by.world.response().status == 429) return;
  }
  throw Divergence("fifty codes were looked at without a pause");
}

// The same of codes from an email, with all the emails there may be.
void guess_mailed_codes(const Somebody& by) {
  for (int guess = 0; guess < 12; ++guess) {
    if (guess % 4 == 0) ask_for_mailed_code(by);
    confirm_with_mailed_code(by, "10000000");
  }
}

void ask_for_mailed_code(const Somebody& by) {
  Model& model = by.model();
  post_inside(
      by, std::string{"/confirm/mail/send"} + for_factors, Guard::activating, {},
      [&](Session& session, Person& person) -> Expected {
        if (!model.tries.spend(mails_with_codes, all_of(person), model.now))
          return {.status = {429}};
        return {
            .status = {303}, .to = "/confirm", .then = [&by, &model, &session, &person] {
              const std::string text = by.world.service.newest_letter_to(person.email).text;
              std::string code;
              for (std::size_t i = 0; i + 9 <= text.size() && code.empty(); ++i) {
                const std::string nine = text.substr(i, 9);
                const bool digits = std::all_of(nine.begin(), nine.end(), [](char c) {
                  return c == ' ' || (c >= '0' && c <= '9');
                });
                if (digits && std::count(nine.begin(), nine.end(), ' ') == 1 && nine[4] == ' ') {
                  code = nine.substr(0, 4) + nine.substr(5);
                }
              }
              if (code.empty()) throw Divergence("no code in the email: " + text);
              session.mailed =
                  Session::Mailed{.code = code, .until = model.now + std::chrono::minutes{30}};
            }};
      });
}

namespace {

void confirm_with_mailed_code(const Somebody& by, const std::string& code) {
  Model& model = by.model();
  post_inside(by, std::string{"/confirm/mail"} + for_factors, Guard::activating, {{"code", code}},
              [&](Session& session, Person& person) -> Expected {
                if (!model.tries.spend(mailed_codes, all_of(person), model.now)) {
                  return {.status = {429}};
                }
                auto& mailed = session.mailed;
                const bool waits = mailed && model.now < mailed->until && mailed->tries < 5;
                if (!waits || mailed->code != code) {
                  if (mailed) ++mailed->tries;
                  return {.status = {422}};
                }
                return {.status = {303}, .to = "/confirm", .then = [&model, &session] {
                          session.mailed_code = model.now;
                          session.mailed.reset();
                        }};
              });
}

}  // namespace

void confirm_with_some_mailed_code(const Somebody& by) {
  Model& model = by.model();
  Session* own = model.session_with(by.browser.session);
  std::string code = "12345678";
  // Their own, or that of another session.
  for (const Session& session : model.sessions) {
    if (session.mailed && (&session == own || by.chance.one_in(4))) code = session.mailed->code;
  }
  confirm_with_mailed_code(by, code);
}

void change_password(const Somebody& by) {
  Model& model = by.model();
  const Session* before = model.session_with(by.browser.session);
  const std::size_t index = before != nullptr ? before->person : 0;
  const std::string current = by.chance.one_in(4)
                                  ? "not the password"
                                  : model.people[index].password.value_or("there is none");
  const std::vector<std::string> fresh_ones{
      "short", "kites go up", "kites go up 7",
      "changed password number " + std::to_string(by.chance.below(99))};
  const std::string fresh = by.chance.one_in(3) ? by.chance.of(fresh_ones) : fresh_ones.back();
  post_inside(by, "/account-security/password", Guard::signed_in,
              {{"current_password", current}, {"password", fresh}},
              [&](Session& session, Person& person) -> Expected {
                if (person.has_factor() && !model.is_fresh(session.factor)) {
                  return {.status = {303}, .to = "/confirm?for=recent"};
                }
                if (!model.tries.spend(passwords_in_a_session, all_of(person), model.now)) {
                  return {.status = {429}};
                }
                // A try is spent and not given back, also where the password itself was right.
                if (person.password != current || fresh.size() < model.least_letters(person)) {
                  return {.status = {422}};
                }
                model.tries.clear(passwords_in_a_session, all_of(person));
                return {.status = {303}, .to = "/account-security?done=password", .then = [&] {
                          const std::size_t owner = session.person;
                          model.set_password(owner, fresh);
                          model.end_sessions(owner, &session);
                          session.passwords_set = model.people[owner].passwords_set;
                          by.world.renew(session, by.browser);
                        }};
              });
}

void end_some_session(const Somebody& by) {
  Model& model = by.model();
  if (model.sessions.empty()) return;
  Session& wanted = model.sessions[by.chance.below(model.sessions.size())];
  post_inside(by, "/account-security/sessions/end", Guard::recently_signed_in,
              {{"session", wanted.id}}, [&](Session& session, Person&) -> Expected {
                if (wanted.person != session.person || wanted.ended) return {.status = {404}};
                return {.status = {303}, .to = "/account-security/sessions", .then = [&wanted] {
                          wanted.ended = true;
                        }};
              });
}

void end_other_sessions(const Somebody& by) {
  post_inside(by, "/account-security/sessions/end-others", Guard::recently_signed_in, {},
              [&](Session& session, Person&) -> Expected {
                return {
                    .status = {303}, .to = "/account-security/sessions", .then = [&by, &session] {
                      by.model().end_sessions(session.person, &session);
                    }};
              });
}

}  // namespace sallyport::walk
