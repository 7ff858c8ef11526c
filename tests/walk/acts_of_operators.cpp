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
  if (person.passwords_set == 0) {
    model.mail_link(index, testkit::Service::link_in(world.service.newest_letter_to(person.email)));
  }
  world.compare();
}

namespace {

/// So many days after the one that it is in the operator's time zone.
Day days_ahead(const Somebody& by, std::uint64_t days) {
  const auto today = by.world.service.settings().policy.time_zone.day_of(by.model().now);
  return std::chrono::sys_days{today} + std::chrono::days{days};
}

Time start_of(const Somebody& by, Day day) {
  return by.world.service.settings().policy.time_zone.start_of(day);
}

}  // namespace

void set_or_clear_date(const Somebody& by) {
  Model& model = by.model();
  const std::size_t at = by.chance.below(2);
  if (model.own_dates.contains(at) && by.chance.one_in(2)) {
    by.world.say("the operator clears the date of " + model.organisations[at]);
    by.world.service.set_date(by.world.organisations[at], std::nullopt);
    model.own_dates.erase(at);
    return by.world.compare();
  }
  const Day day = days_ahead(by, by.chance.below(3));
  by.world.say("the operator sets the date of " + model.organisations[at] + ": " + iso_day(day));
  by.world.service.set_date(by.world.organisations[at], day);
  model.own_dates[at] = start_of(by, day);
  by.world.compare();
}

void grant_or_end_exemption(const Somebody& by) {
  Person& person = by.model().people[by.chance.below(3)];
  if (person.exempt_until && by.model().now < *person.exempt_until && by.chance.one_in(2)) {
    by.world.say("the operator ends the exemption of " + person.email);
    by.world.service.exempt(person.email, std::nullopt);
    person.exempt_until.reset();
    return by.world.compare();
  }
  const Day until = days_ahead(by, 1 + by.chance.below(2));
  by.world.say("the operator exempts " + person.email + " until " + iso_day(until));
  by.world.service.exempt(person.email, until);
  person.exempt_until = start_of(by, until);
  by.world.compare();
}

void sweep(const Somebody& by) {
  by.world.say("what is old is swept away");
  for (const jobs::Job& job : by.world.service.service().jobs()) {
    if (job.name != "letters") job.run(by.model().now);
  }
  by.model().close_all_expired();
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
  const auto moments = by.model().moments_ahead();
  if (!moments.empty() && by.chance.one_in(6)) {
    time = by.chance.of(moments) - by.model().now - seconds{by.chance.below(2)};
  }
  by.world.say(std::to_string(time.count()) + " seconds pass");
  by.world.pass(time);
  by.world.compare();
}

}  // namespace sallyport::walk
