#include <algorithm>
#include <sstream>

#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

constexpr const char* activation_page = "/account-security/two-factor/code";

std::set<std::string> codes_shown(const World& world) {
  std::string list = world.text_between("id=\"codes\">", "</ol>");
  std::set<std::string> codes;
  for (std::size_t at = 0; (at = list.find('-', at)) != std::string::npos;) {
    // "k3vq-8r2m-x7pd-w4ta-9n": the first dash stands after four letters.
    codes.insert(list.substr(at - 4, 22));
    at += 18;
  }
  return codes;
}

}  // namespace

std::string some_code_for(const Somebody& by, std::size_t person) {
  const Model& model = by.model();
  const auto& apps = model.people[person].apps;
  const auto now = step_at(model.now);
  if (apps.empty()) return by.chance.one_in(2) ? "123456" : "12";
  const App& app = by.chance.of(apps);
  switch (by.chance.below(12)) {
    case 0:
      return code_of(app.secret, now - 1);
    case 1:
      return code_of(app.secret, now + 1);
    case 2:
      return code_of(app.secret, now - 2);
    case 3:
      return code_of(app.secret, app.last_step);
    case 4:
      return by.chance.one_in(2) ? "000000" : "12345";
    case 5: {
      const auto& others = model.people[(person + 1) % model.people.size()].apps;
      return others.empty() ? "654321" : code_of(others.front().secret, now);
    }
    default:
      // People wait for the next one.
      if (app.last_step >= now) by.world.pass(std::chrono::seconds{30});
      return code_of(app.secret, step_at(model.now));
  }
}

void look_at_qr_code(const Somebody& by) {
  by.world.get(by.browser, activation_page, Guard::may_change_factors, [&](Admitted& who) {
    return Expected{.status = {200}, .then = [&by, session = who.session] {
                      std::string secret = by.world.text_between("id=\"secret\">", "<");
                      std::erase(secret, ' ');
                      const bool is_old =
                          session->activation && by.model().now < session->activation->until;
                      if (is_old && secret != session->activation->secret) {
                        throw Divergence("a reload shows another QR code (M46)");
                      }
                      if (is_old) return;
                      session->activation = Session::Activation{
                          .secret = secret, .until = by.model().now + std::chrono::minutes{10}};
                    }};
  });
}

void activated(const Somebody& by, Session& session, const std::string& known) {
  Model& model = by.model();
  Person& person = model.people[session.person];
  // Where the date demanded it the sign-in is complete only now.
  if (model.place_of(session) == Place::activation && !session.shared) {
    KnownBrowser& here =
        model.remember(session.person, known, by.browser.known(), std::chrono::days{90});
    by.world.learn(here);
    session.known_browser = here.id;
  }
  if (!person.has_factor()) {
    model.end_sessions(session.person, &session);
    model.forget_other_browsers(session.person, by.browser.known());
    person.recovery_codes = codes_shown(by.world);
    if (person.recovery_codes.size() != 10) {
      throw Divergence("the page does not show ten recovery codes");
    }
  }
  session.level = 2;
  session.factor = model.now;
  by.world.renew(session, by.browser);
}

void activate_app(const Somebody& by) {
  Model& model = by.model();
  const Session* before = model.session_with(by.browser.session);
  std::string code = "123456";
  const std::string known = by.browser.known();
  if (before != nullptr) {
    by.world.make_ready(by.browser);
    if (model.people[before->person].apps.size() >= 3) return;
    if (before->activation && !by.chance.one_in(5)) {
      code = code_of(before->activation->secret, step_at(model.now));
    }
  }
  by.world.post(
      by.browser, activation_page, Guard::may_change_factors, {{"code", code}},
      [&](Admitted& who) -> Expected {
        Session& session = *who.session;
        Person& person = model.people[session.person];
        if (!session.activation || model.now >= session.activation->until) {
          return {.status = {303}, .to = "/account-security/two-factor/code?because=expired"};
        }
        const std::string secret = session.activation->secret;
        std::int64_t step = step_at(model.now) - 1;
        while (step <= step_at(model.now) + 1 && code != code_of(secret, step)) ++step;
        if (step > step_at(model.now) + 1) return {.status = {422}};
        return {.status = {person.has_factor() ? 303 : 200},
                .to = "/",
                .then = [=, &by, &session, &person] {
                  activated(by, session, known);
                  session.activation.reset();
                  for (const std::string& id : by.world.app_ids(session.person)) {
                    const bool is_known = std::any_of(person.apps.begin(), person.apps.end(),
                                                      [&](const App& app) { return app.id == id; });
                    if (!is_known)
                      person.apps.push_back({.id = id, .secret = secret, .last_step = step});
                  }
                }};
      });
}

void remove_some_app(const Somebody& by) {
  Model& model = by.model();
  const Session* before = model.session_with(by.browser.session);
  // One of their own, or of somebody else.
  const std::size_t owner =
      before != nullptr && !by.chance.one_in(4) ? before->person : by.chance.below(3);
  const auto& apps = model.people[owner].apps;
  const std::string id = apps.empty() ? "no id" : by.chance.of(apps).id;
  if (before != nullptr) by.world.make_ready(by.browser);
  by.world.post(by.browser, "/account-security/two-factor/remove", Guard::may_change_factors,
                {{"authenticator", id}}, [&](Admitted& who) -> Expected {
                  Session& session = *who.session;
                  Person& person = model.people[session.person];
                  const auto app = std::find_if(person.apps.begin(), person.apps.end(),
                                                [&](const App& one) { return one.id == id; });
                  if (app == person.apps.end()) return {.status = {404}};
                  const bool last = person.factors() == 1;
                  if (person.is_needed(/*is_usable=*/true, model.date_has_come(person))) {
                    return {.status = {303}, .to = std::string{activation_page} + "/" + id};
                  }
                  return {.status = {303},
                          .to = "/account-security/two-factor",
                          .then = [&model, &session, &person, id, last] {
                            std::erase_if(person.apps,
                                          [&](const App& one) { return one.id == id; });
                            if (last) person.recovery_codes.clear();
                            model.end_sessions(session.person, &session);
                          }};
                });
}

void make_recovery_codes(const Somebody& by) {
  Model& model = by.model();
  if (model.session_with(by.browser.session) != nullptr) by.world.make_ready(by.browser);
  by.world.post(by.browser, "/account-security/two-factor/recovery-codes",
                Guard::may_change_factors, {}, [&](Admitted& who) -> Expected {
                  Person& person = model.people[who.session->person];
                  if (!person.has_factor()) {
                    return {.status = {303}, .to = "/account-security/two-factor"};
                  }
                  return {.status = {200}, .then = [&by, &person] {
                            person.recovery_codes = codes_shown(by.world);
                          }};
                });
}

}  // namespace sallyport::walk
