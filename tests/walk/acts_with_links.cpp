#include "tests/walk/acts.hpp"

namespace sallyport::walk {

Link* held_link(const Somebody& by, const Admitted& who) {
  if (who.session != nullptr || who.attempt != nullptr) return nullptr;
  return by.model().link_opened_with(by.browser.before);
}

namespace {

void open_link(const Somebody& by, std::size_t index) {
  Model& model = by.model();
  const bool works = model.works(model.links[index]);
  by.world.make_ready(by.browser);
  by.world.post(
      by.browser, model.links[index].path, Guard::anybody, {}, [&](Admitted&) -> Expected {
        if (!works) return {.status = {404}};
        return {.status = {303}, .to = "/password/set", .then = [&by, &model, index] {
                  Link& link = model.links[index];
                  link.factor_proved = false;
                  link.held_until = model.now + std::chrono::minutes{link.is_reset ? 10 : 30};
                  model.hold_link(index, by.browser.before);
                }};
      });
}

void prove_factor(const Somebody& by) {
  Model& model = by.model();
  const Link* held = model.link_opened_with(by.browser.before);
  const std::string code = some_code_for(by, held != nullptr ? held->person : by.chance.below(3));
  by.world.make_ready(by.browser);
  by.world.post(by.browser, "/password/factor/totp", Guard::anybody, {{"code", code}},
                [&](Admitted& who) -> Expected {
                  Link* link = held_link(by, who);
                  if (link == nullptr) return {.status = {404}};
                  Person& person = model.people[link->person];
                  if (person.apps.empty() || link->factor_proved) {
                    return {.status = {303}, .to = "/password/factor"};
                  }
                  if (code.size() != 6) return {.status = {422}};
                  const std::string guesser = "by email " + person.email;
                  if (!model.spend_code(app_codes, guesser)) return {.status = {429}};
                  std::int64_t step = 0;
                  App* app = model.app_with_code(person, code, step);
                  if (app == nullptr) {
                    link->over = ++link->wrong_codes == 5;
                    return {.status = {link->over ? 404 : 422}};
                  }
                  model.code_was_right(app_codes, guesser, link->person);
                  const auto index = *model.at_the_door.at(by.browser.before).link;
                  return {.status = {303},
                          .to = "/password/set",
                          .then = [&by, &model, link, index, app, step] {
                            app->last_step = step;
                            link->factor_proved = true;
                            model.proved_by_code(link->person, "l:" + std::to_string(index));
                            model.hold_link(index, by.browser.before);
                          }};
                });
}

// A new password is never accepted for less than what signing in asks for (M72).
void choose_password(const Somebody& by) {
  Model& model = by.model();
  const std::string password =
      by.chance.one_in(6) ? "kites go up 7"
                          : "chosen password number " + std::to_string(by.chance.below(99));
  const std::string known = by.browser.known();
  by.world.make_ready(by.browser);
  by.world.post(by.browser, "/password/set", Guard::anybody, {{"password", password}},
                [&](Admitted& who) -> Expected {
                  Link* link = held_link(by, who);
                  if (link == nullptr) return {.status = {404}};
                  if (model.people[link->person].has_factor() && !link->factor_proved) {
                    return {.status = {303}, .to = "/password/factor"};
                  }
                  const Person& person = model.people[link->person];
                  if (password.size() < model.least_letters(person)) return {.status = {422, 200}};
                  return {.status = {303},
                          .to = "/signin?because=password_set",
                          .then = [&by, &model, &person, &known, link, password] {
                            model.tries.clear(passwords_elsewhere, person.email);
                            for (const Limit& limit :
                                 {passwords_in_a_session, mailed_codes, mails_with_codes}) {
                              model.tries.clear(limit, all_of(person));
                            }
                            if (link->factor_proved) {
                              model.code_was_right(app_codes, all_of(person), link->person);
                              model.code_was_right(recovery_codes, all_of(person), link->person);
                            }
                            by.world.learn(model.remember(link->person, known, by.browser.known(),
                                                          std::chrono::minutes{30}));
                            link->over = true;
                            model.set_password(link->person, password);
                            model.end_sessions(link->person, nullptr);
                          }};
                });
}

}  // namespace

void follow_some_link(const Somebody& by) {
  Model& model = by.model();
  if (model.link_opened_with(by.browser.before) != nullptr && !by.chance.one_in(4)) {
    if (by.chance.one_in(2)) return choose_password(by);
    return by.chance.one_in(2) ? prove_factor(by) : confirm_for_link(by);
  }
  if (model.links.empty()) return ask_for_new_password(by);
  // The newest are those that work.
  std::size_t index = model.links.size() - 1;
  if (by.chance.one_in(3)) index = by.chance.below(model.links.size());
  switch (by.chance.below(6)) {
    case 0:
      return prove_factor(by);
    case 1:
      return choose_password(by);
    case 2: {
      const bool works = model.works(model.links[index]);
      return by.world.get(by.browser, model.links[index].path, Guard::anybody,
                          [&](Admitted&) { return Expected{.status = {works ? 200 : 404}}; });
    }
    default:
      return open_link(by, index);
  }
}

void ask_for_new_password(const Somebody& by) {
  Model& model = by.model();
  World& world = by.world;
  const std::size_t index = by.chance.below(4);
  const std::string email = index < 3 ? model.people[index].email : "nobody@example.com";
  world.make_ready(by.browser);
  world.post(by.browser, "/forgotten", Guard::anybody, {{"email", email}},
             [](Admitted&) { return Expected{.status = {303}, .to = "/forgotten/sent"}; });
  const auto& letters = world.service.mail.letters;
  const std::size_t before = letters.size();
  bool is_mailed = false;
  for (int round = 0; round < 2; ++round) {
    for (const jobs::Job& job : world.service.service().jobs()) job.run(model.now);
  }
  model.close_all_expired();
  for (std::size_t i = before; i < letters.size(); ++i) {
    const bool has_link = letters[i].text.find("/reset/") != std::string::npos ||
                          letters[i].text.find("/invitation/") != std::string::npos;
    if (!has_link) continue;
    if (index == 3 || letters[i].to.text() != email) throw Divergence("a link went elsewhere");
    if (model.people[index].organisations.empty()) {
      throw Divergence("a link was mailed to somebody without access: " + email);
    }
    is_mailed = true;
    world.say("a link is mailed to " + email);
    model.mail_link(index, testkit::Service::link_in(letters[i]));
  }
  const bool is_asked = world.response().status == 303;
  if (is_asked && !is_mailed && index < 3 && !model.people[index].organisations.empty()) {
    world.say("no further link is mailed to " + email);
    model.renew_newest_link(index);
  }
  world.compare();
}

}  // namespace sallyport::walk
