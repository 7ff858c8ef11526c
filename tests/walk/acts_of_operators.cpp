#include "core/contact/access.hpp"
#include "tests/walk/acts.hpp"

namespace sallyport::walk {

void withdraw_or_give_access(const Somebody& by) {
  Model& model = by.model();
  World& world = by.world;
  const std::size_t index = by.chance.below(3);
  Person& person = model.people[index];
  const std::size_t at = by.chance.below(2);
  const auto scope = organisation::Scope::of_operator(world.organisations[at].id);
  const auto email = *Email::parse(person.email);
  const auto contact =
      world.service.database().read([&](db::Read& db) { return contact::find(db, scope, email); });
  if (!contact) return;
  const std::string what = person.email + " in " + model.organisations[at];
  if (contact->access) {
    world.say("the operator withdraws access of " + what);
    world.service.withdraw_access(world.organisations[at], person.email);
    person.organisations.erase(at);
    return world.compare();
  }
  world.say("the operator gives access to " + what);
  world.service.database().write([&](db::Write& db) {
    check(contact::give_access(db, world.service.deed(), world.service.service().site().outbox,
                               scope, contact->id)
              .has_value(),
          "access was given");
  });
  person.organisations.insert(at);
  if (!person.password) {
    model.mail_link(index, testkit::Service::link_in(world.service.newest_letter_to(person.email)));
  }
  world.compare();
}

void sweep(const Somebody& by) {
  by.world.say("what is old is swept away");
  for (const jobs::Job& job : by.world.service.service().jobs()) {
    if (job.name != "letters") job.run(by.model().now);
  }
  by.world.compare();
}

void restart(const Somebody& by) {
  by.world.say("the program is started again");
  by.world.service.restart(by.world.service.settings());
  by.world.compare();
}

void let_time_pass(const Somebody& by) {
  using std::chrono::seconds;
  const std::vector<int> times{30, 60, 120, 299, 300, 301, 599, 601, 905, 1799, 1801, 3601, 43201};
  seconds time{by.chance.of(times)};
  const auto& date = by.model().required_from;
  if (date && by.model().now < *date && by.chance.one_in(6)) {
    time = *date - by.model().now - seconds{by.chance.below(2)};
  }
  by.world.say(std::to_string(time.count()) + " seconds pass");
  by.world.pass(time);
  by.world.compare();
}

}  // namespace sallyport::walk
