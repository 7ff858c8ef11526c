// Linking phones, and what becomes of them.
#include <algorithm>

#include "base/encoding.hpp"
#include "base/id.hpp"
#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

constexpr const char* link_page = "/account-security/two-factor/pocket";

/// The phone scans what the page shows, if none did so yet.
void scan(const Somebody& by, Session::Shown& shown) {
  World& world = by.world;
  const std::string code = world.text_between("id=\"link-code\">", "<");
  if (code.empty()) return;
  const std::size_t index = world.new_phone();
  testkit::Phone& phone = world.phones[index];
  world.say(phone.name + " scans the QR code");
  const testkit::Told told = phone.link(code);
  if (told.status != 201) throw Divergence("the code that is shown does not link: " + told.error());
  shown.phone = DeviceId::of_bytes(*from_base64url(phone.device)).text();
  world.linking[shown.pairing] = {.phone = index, .id = shown.phone, .linked_at = world.model.now};
  world.compare();  // it is of no use before the page says so
}

/// In place of what is shown, which ran out or is not to be.
void show_new_code(const Somebody& by) {
  Model& model = by.model();
  by.world.post(by.browser, std::string{link_page} + "/new", Guard::linking, {},
                [&](Admitted& who) -> Expected {
                  if (!model.may_change_factors(*who.session)) {
                    return {.status = {303}, .to = "/confirm?for=factors"};
                  }
                  return {.status = {303}, .to = link_page, .then = [&model, &who] {
                            who.session->shown = Session::Shown{
                                .pairing = {}, .until = model.now + std::chrono::minutes{5}};
                          }};
                });
  look_at_linking_code(by);
}

/// One of their own, or of somebody else; an id that is nobody's when there is none.
std::string some_phone(const Somebody& by) {
  const Session* session = by.model().session_with(by.browser.session);
  const std::size_t owner =
      session != nullptr && !by.chance.one_in(4) ? session->person : by.chance.below(3);
  const auto& phones = by.model().people[owner].phones;
  return phones.empty() ? "no id" : by.chance.of(phones).id;
}

LinkedPhone* own_phone(Person& person, const std::string& id) {
  const auto found = std::find_if(person.phones.begin(), person.phones.end(),
                                  [&](const LinkedPhone& phone) { return phone.id == id; });
  return found == person.phones.end() ? nullptr : &*found;
}

/// With the last factor go the recovery codes.
void take_phone(Person& person, const std::string& id) {
  std::erase_if(person.phones, [&](const LinkedPhone& phone) { return phone.id == id; });
  if (!person.has_factor()) person.recovery_codes.clear();
}

}  // namespace

void look_at_linking_code(const Somebody& by) {
  Model& model = by.model();
  by.world.get(by.browser, link_page, Guard::linking, [&](Admitted& who) -> Expected {
    Session& session = *who.session;
    if (model.people[session.person].phones.size() >= 5) {
      return {.status = {303}, .to = "/account-security/two-factor"};
    }
    if (model.begins_to_link(session) && !model.may_change_factors(session)) {
      return {.status = {303}, .to = "/confirm?for=factors"};
    }
    return {.status = {200}, .then = [&by, &model, &session] {
              std::string pairing = by.world.text_between("two-factor/pocket/", "/wait\"");
              if (by.world.text_between("id=\"link-code\">", "<").empty()) {
                pairing = by.world.text_between("name=\"pairing\" value=\"", "\"");
              }
              if (pairing.empty()) return;  // what is shown ran out
              if (session.shown && session.shown->pairing.empty()) session.shown->pairing = pairing;
              if (session.shown && session.shown->pairing == pairing) return;
              session.shown =
                  Session::Shown{.pairing = pairing, .until = model.now + std::chrono::minutes{5}};
            }};
  });
}

void link_phone(const Somebody& by) {
  Model& model = by.model();
  Session* session = model.session_with(by.browser.session);
  if (session != nullptr && model.people[session->person].phones.size() >= 3) return;
  const std::string known = by.browser.known();
  look_at_linking_code(by);
  if (by.world.response().status != 200) return;
  const bool is_over = by.world.text_between("id=\"link-code\">", "<").empty() &&
                       by.world.text_between("name=\"pairing\" value=\"", "\"").empty();
  if (is_over) return show_new_code(by);
  scan(by, *session->shown);
  if (by.chance.one_in(6)) return;  // and comes back to it later, or never
  const bool late = by.chance.one_in(8);
  const std::string pairing = session->shown->pairing;
  if (late) by.world.pass(std::chrono::seconds{by.chance.one_in(2) ? 301 : 1501});
  if (!late && by.chance.one_in(8)) return show_new_code(by);
  by.world.make_ready(by.browser);
  by.world.post(by.browser, link_page, Guard::linking, {{"pairing", pairing}},
                [&](Admitted& who) -> Expected {
                  Session& linking = *who.session;
                  if (late) return {.status = {303}, .to = link_page};
                  Person& person = model.people[linking.person];
                  return {.status = {person.has_factor() ? 303 : 200},
                          .to = "/",
                          .then = [&by, &person, &linking, &known, pairing] {
                            activated(by, linking, known);
                            person.phones.push_back(by.world.linking.at(pairing));
                            person.phones.back().linked_by = linking.id;
                            by.world.linking.erase(pairing);
                            linking.shown->linked = true;
                          }};
                });
}

void undo_some_link(const Somebody& by) {
  Model& model = by.model();
  const std::string id = some_phone(by);
  post_inside(
      by, std::string{link_page} + "/undo", Guard::activating, {{"device", id}},
      [&](Session& session, Person& person) -> Expected {
        constexpr const char* page = "/account-security/two-factor";
        const LinkedPhone* phone = own_phone(person, id);
        // Only what a page of this session linked.
        const bool own = phone != nullptr && phone->linked_by == session.id;
        const bool can_be_undone =
            own && !phone->suspended && model.now - phone->linked_at <= link_can_be_undone;
        if (!can_be_undone) return {.status = {303}, .to = page};
        const bool last = person.factors() == 1;
        return {.status = {303}, .to = last ? "/signin?because=undone" : page, .then = [&, last] {
                  take_phone(person, id);
                  model.end_sessions(session.person, last ? nullptr : &session);
                }};
      });
}

void unlink_some_phone(const Somebody& by) {
  Model& model = by.model();
  const std::string id = some_phone(by);
  post_inside(by, "/account-security/two-factor/phones/unlink", Guard::may_change_factors,
              {{"device", id}}, [&](Session& session, Person& person) -> Expected {
                const LinkedPhone* phone = own_phone(person, id);
                if (phone == nullptr) return {.status = {404}};
                if (person.is_needed(!phone->suspended, model.date_has_come(person))) {
                  return {.status = {303}, .to = "/account-security/two-factor/phones/" + id};
                }
                return {.status = {303}, .to = "/account-security/two-factor", .then = [&] {
                          take_phone(person, id);
                          model.end_sessions(session.person, &session);
                        }};
              });
}

void resume_some_phone(const Somebody& by) {
  const std::string id = some_phone(by);
  post_inside(by, "/account-security/two-factor/phones/resume", Guard::may_change_factors,
              {{"device", id}}, [&](Session&, Person& person) -> Expected {
                LinkedPhone* phone = own_phone(person, id);
                if (phone == nullptr) return {.status = {404}};
                return {.status = {303},
                        .to = "/account-security/two-factor/phones/" + id,
                        .then = [phone] { phone->suspended = false; }};
              });
}

void unlink_by_itself(const Somebody& by, std::size_t index) {
  World& world = by.world;
  testkit::Phone& phone = world.phones[index];
  if (phone.device.empty()) return;
  LinkedPhone* linked = world.model.linked_phone(index);
  // One whose page never finished may go as well; the walk leaves it.
  if (linked == nullptr && world.is_linking(index)) return;
  Person* owner = nullptr;
  for (Person& person : world.model.people) {
    if (linked != nullptr && own_phone(person, linked->id) != nullptr) owner = &person;
  }
  const bool needed =
      owner != nullptr && owner->is_needed(/*is_usable=*/true, world.model.date_has_come(*owner));
  const int should = linked == nullptr ? 401 : linked->suspended ? 403 : needed ? 409 : 204;
  const int status = phone.post("/pocket/api/v1/devices/self/unlink").status;
  world.say(phone.name + " unlinks itself -> " + std::to_string(status));
  world.count("phone unlinks itself", status);
  if (status != should) throw Divergence("and should get " + std::to_string(should));
  if (should == 204) take_phone(*owner, std::string{linked->id});
  world.compare();
}

void unlink_by_phone(const Somebody& by) {
  if (by.world.phones.empty()) return;
  unlink_by_itself(by, by.chance.below(by.world.phones.size()));
}

}  // namespace sallyport::walk
