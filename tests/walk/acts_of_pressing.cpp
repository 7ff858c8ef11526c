// Asking a phone, and going on after its press.
#include <algorithm>
#include <utility>

#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

/// A browser that none of its own waits for is told no number.
void compare_number(const Somebody& by, std::size_t person, const std::string& asker) {
  const Challenge* newest = by.model().newest_challenge(asker);
  const bool waits = newest != nullptr && by.model().state_of(*newest) == "open";
  std::string shown = by.world.text_between("class=\"number\">", "<");
  std::erase(shown, ' ');
  const std::string should = waits && by.model().can_confirm(person) ? newest->number : "";
  if (shown != should) throw Divergence("the page shows " + shown + " and should show " + should);
}

void begin(const Somebody& by, std::size_t person, const std::string& asker) {
  Challenge* begun = by.model().begin_challenge(person, asker, by.browser.name, by.browser.known());
  if (begun != nullptr) by.world.learn(*begun);
}

bool is_old(const Model& model, const Challenge& newest) {
  const std::string state = model.state_of(newest);
  const bool is_over = state != "open" && state != "approved";
  return state == "used" ||
         (is_over && model.now - (newest.begun_at + waits_for_a_press) > over_is_shown);
}

/// The page that asks: the same once more, or the first.
void shown(const Somebody& by, std::size_t person, const std::string& asker) {
  const Model& model = by.model();
  const Challenge* newest = by.model().newest_challenge(asker);
  const bool anew = newest == nullptr || is_old(model, *newest);
  if (anew && model.can_confirm(person)) begin(by, person, asker);
  compare_number(by, person, asker);
}

/// What a browser gets that goes on after a press; `wrong`: there was one, and it does not count.
struct GoingOn {
  Expected not_yet;
  std::function<Expected()> wrong;
  Expected proved;
};
Expected go_on(const Somebody& by, std::size_t person, const std::string& asker, GoingOn ways) {
  Model& model = by.model();
  Challenge* newest = model.newest_challenge(asker);
  if (newest == nullptr || model.state_of(*newest) != "approved") {
    ways.not_yet.then = [&by, person, asker] { shown(by, person, asker); };
    return ways.not_yet;
  }
  if (!model.counts(*newest)) return ways.wrong();
  ways.proved.then = [&model, newest, then = ways.proved.then] {
    model.use(*newest);
    then();
  };
  return ways.proved;
}

void go_on_inside(const Somebody& by) {
  post_inside(by, "/confirm/factor/pocket?for=factors&to=%2Faccount-security%2Ftwo-factor",
              Guard::activating, {}, [&](Session& session, Person& person) -> Expected {
                if (person.phones.empty()) return {.status = {404}};
                return go_on(by, session.person, "s:" + session.id,
                             {.not_yet = {.status = {422}},
                              .wrong = [] { return Expected{.status = {422}}; },
                              .proved = {.status = {303}, .to = "/confirm", .then = [&] {
                                           session.factor = by.model().now;
                                         }}});
              });
}

void go_on_for_link(const Somebody& by) {
  Model& model = by.model();
  by.world.make_ready(by.browser);
  by.world.post(
      by.browser, "/password/factor/pocket", Guard::anybody, {}, [&](Admitted& who) -> Expected {
        Link* link = held_link(by, who);
        if (link == nullptr) return {.status = {404}};
        if (model.people[link->person].phones.empty() || link->factor_proved) {
          return {.status = {303}, .to = "/password/factor"};
        }
        const std::size_t index = *model.at_the_door.at(by.browser.before).link;
        return go_on(by, link->person, "l:" + std::to_string(index),
                     {.not_yet = {.status = {422}},
                      .wrong =
                          [link] {
                            link->over = ++link->wrong_codes == 5;
                            return Expected{.status = {link->over ? 404 : 422}};
                          },
                      .proved = {.status = {303}, .to = "/password/set", .then = [&, link, index] {
                                   link->factor_proved = true;
                                   model.hold_link(index, by.browser.before);
                                 }}});
      });
}

/// People are not always quick.
void dawdle(const Somebody& by) {
  if (!by.chance.one_in(4)) return;
  by.world.pass(
      std::chrono::seconds{by.chance.of(std::vector<int>{1, 20, 59, 60, 61, 119, 120, 121})});
  by.world.compare();
}

/// The other browser comes for the press that the phone gave to this one.
void other_wants_the_press(const Somebody& by, std::size_t person) {
  Model& model = by.model();
  const Somebody other = by.other();
  if (model.session_with(other.browser.session) != nullptr) return;
  const Attempt* attempt = model.attempt_with(other.browser.before);
  if (attempt == nullptr || attempt->person != person) {
    type_password(other, person, model.people[person].password.value_or("there is none yet"));
  }
  go_on_at_the_door(other);
}

/// Before a browser goes on after its press.
void meanwhile(const Somebody& by, const std::string& asker) {
  Model& model = by.model();
  const Challenge* newest = model.newest_challenge(asker);
  if (newest != nullptr && model.state_of(*newest) == "approved") {
    const std::size_t person = newest->person;
    const std::size_t phone = newest->phone;
    if (by.chance.one_in(6)) other_wants_the_press(by, person);
    if (by.chance.one_in(8)) unlink_by_itself(by, phone);
  }
  dawdle(by);
}

}  // namespace

void ask_at_the_door(const Somebody& by) {
  by.world.get(
      by.browser, "/signin/factor/pocket", Guard::in_sign_in, [&](Admitted& who) -> Expected {
        const Attempt& attempt = *who.attempt;
        if (by.model().people[attempt.person].phones.empty()) {
          return {.status = {303}, .to = "/signin/factor"};
        }
        return {.status = {200}, .then = [&] { shown(by, attempt.person, "a:" + attempt.cookie); }};
      });
}

void go_on_at_the_door(const Somebody& by) {
  Model& model = by.model();
  if (model.attempt_with(by.browser.before) != nullptr) by.world.make_ready(by.browser, true);
  const std::string known = by.browser.known();
  by.world.post(by.browser, "/signin/factor/pocket", Guard::in_sign_in, {},
                [&](Admitted& who) -> Expected {
                  Attempt& attempt = *who.attempt;
                  Person& person = model.people[attempt.person];
                  if (person.phones.empty()) return {.status = {303}, .to = "/signin/factor"};
                  const auto wrong = [&] {
                    person.sign_ins.insert("factor_refused pocket");
                    attempt.over = ++attempt.wrong_codes == 5;
                    return Expected{.status = {attempt.over ? 303 : 422},
                                    .to = "/signin?because=attempt_over"};
                  };
                  return go_on(by, attempt.person, "a:" + attempt.cookie,
                               {.not_yet = {.status = {422}},
                                .wrong = wrong,
                                .proved = {.status = {303}, .then = [&] {
                                             person.sign_ins.insert("signed_in pocket");
                                             attempt.over = true;
                                             let_in(by, attempt.person, 2, known, attempt.shared);
                                           }}});
                });
}

void confirm_at_the_door(const Somebody& by) {
  const Attempt* attempt = by.model().attempt_with(by.browser.before);
  if (attempt == nullptr) return;
  const std::string asker = "a:" + attempt->cookie;
  ask_at_the_door(by);
  if (by.chance.one_in(4)) return;  // it goes on waiting
  dawdle(by);
  answer_well(by, asker);
  meanwhile(by, asker);
  go_on_at_the_door(by);
}

void confirm_inside(const Somebody& by) {
  const Session* session = by.model().session_with(by.browser.session);
  const std::string asker = session == nullptr ? "" : "s:" + session->id;
  go_on_inside(by);
  if (by.chance.one_in(4)) return;
  dawdle(by);
  answer_well(by, asker);
  meanwhile(by, asker);
  go_on_inside(by);
}

void confirm_for_link(const Somebody& by) {
  const Link* link = by.model().link_opened_with(by.browser.before);
  go_on_for_link(by);
  if (link == nullptr || by.chance.one_in(4)) return;
  const std::string asker =
      "l:" + std::to_string(*by.model().at_the_door.at(by.browser.before).link);
  dawdle(by);
  answer_well(by, asker);
  meanwhile(by, asker);
  go_on_for_link(by);
}

void try_again(const Somebody& by) {
  Model& model = by.model();
  const Challenge* ended = some_challenge(by);
  if (ended == nullptr) return;
  by.world.pass(std::chrono::seconds{1});
  by.world.make_ready(by.browser);
  const Browser& browser = by.browser;
  const Session* session = model.session_with(browser.session);
  const Attempt* attempt = model.attempt_with(browser.before);
  bool asks_here = (session != nullptr && ended->asker == "s:" + session->id) ||
                   (attempt != nullptr && ended->asker == "a:" + attempt->cookie);
  if (session == nullptr && attempt == nullptr && model.is_at_the_door(browser.before)) {
    const auto& link = model.at_the_door.at(browser.before).link;
    asks_here = asks_here || (link && ended->asker == "l:" + std::to_string(*link));
  }
  by.world.post(by.browser, "/two-factor/pocket/" + ended->id + "/again", Guard::anybody,
                {{"back", "/signin"}}, [&](Admitted&) {
                  return Expected{.status = {303}, .to = "/signin", .then = [&, asks_here] {
                                    const bool again =
                                        asks_here && model.state_of(*ended) != "open" &&
                                        model.newest_challenge(ended->asker) == ended &&
                                        model.can_confirm(ended->person);
                                    if (again) begin(by, ended->person, ended->asker);
                                  }};
                });
}

}  // namespace sallyport::walk
