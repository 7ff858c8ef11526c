// The phones of a walk: what they show, and what both sides know of them.
#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/challenge/care.hpp"
#include "core/challenge/challenge.hpp"
#include "core/device/device.hpp"
#include "tests/walk/world.hpp"

namespace sallyport::walk {

std::size_t World::new_phone() {
  const std::size_t phone = phones.size();
  phones.emplace_back(service, fmt::format("Phone {}", phone));
  // Each in a network of its own: look-ups are counted by address.
  phones.back().sender = fmt::format("203.0.113.{}", phone % 250);
  return phone;
}

bool World::is_linking(std::size_t phone) const {
  return std::any_of(linking.begin(), linking.end(),
                     [&](const auto& one) { return one.second.phone == phone; });
}

void World::give_phone(std::size_t person) {
  const std::size_t index = new_phone();
  testkit::Phone& phone = phones[index];
  const auto id = service.database().write([&](db::Write& db) {
    return device::add(
        db, service.deed(), service.service().site().keys.sealer,
        {.account = accounts_[person],
         .public_key = phone.key.public_key(),
         .describes =
             {.name = phone.name, .platform = "pwa", .system = {}, .browser = {}, .version = {}},
         .state = device::State::active,
         .offline_secret = {}});
  });
  check(id.has_value(), "a fresh key is nobody's");
  phone.device = to_base64url(id->bytes());
  model.people[person].phones.push_back({.phone = index, .id = id->text(), .linked_at = model.now});
}

void World::learn(Challenge& challenge) {
  const auto open = service.database().read(
      [&](db::Read& db) { return challenge::open_of(db, accounts_[challenge.person], model.now); });
  if (!open) throw Divergence("nothing waits for " + model.people[challenge.person].email);
  challenge.id = open->id.text();
  challenge.number = open->number;
  for (std::size_t from = 0; from < open->options.size(); from += 3) {
    challenge.options.push_back(open->options.substr(from, 2));
  }
  waiting[challenge.id] = {.id = to_base64url(open->id.bytes()),
                           .nonce = to_base64url(open->nonce),
                           .mode = std::string{challenge::name_of(open->mode)},
                           .options = challenge.options,
                           .context = open->context};
}

void World::compare_phones(db::Read& db, std::size_t person) {
  const Person& on_paper = model.people[person];
  const auto differ = [&](const std::string& what, std::vector<std::string> program,
                          std::vector<std::string> paper) {
    std::sort(program.begin(), program.end());
    std::sort(paper.begin(), paper.end());
    if (program == paper) return;
    throw Divergence(fmt::format("{} of {}\n  in the program: {}\n  and should be:  {}", what,
                                 on_paper.email, fmt::join(program, ", "), fmt::join(paper, ", ")));
  };
  std::vector<std::string> program;
  std::vector<std::string> paper;
  for (const device::Device& device : device::all(db, accounts_[person])) {
    program.push_back(fmt::format("{} {}", device.id.text(), device::name_of(device.state)));
  }
  for (const LinkedPhone& phone : on_paper.phones) {
    paper.push_back(fmt::format("{} {}", phone.id, phone.suspended ? "suspended" : "active"));
  }
  differ("the phones", program, paper);

  program.clear();
  paper.clear();
  for (const challenge::Challenge& one :
       challenge::all(db, accounts_[person], model.now + std::chrono::seconds{1}, 500, model.now)) {
    program.push_back(fmt::format("{} {} {}", one.id.text(), challenge::name_of(one.mode),
                                  challenge::name_of(one.state)));
  }
  for (const Challenge& one : model.challenges) {
    if (one.person != person) continue;
    paper.push_back(fmt::format("{} {} {}", one.id, one.mode, model.state_of(one)));
  }
  differ("what waited on the phones", program, paper);

  const challenge::Care care = challenge::care_of(db, accounts_[person]);
  const auto described = [](auto bad, auto expired, auto unanswered, Time careful, Time quiet) {
    return std::vector{fmt::format("{} bad, {} expired, {} unanswered, careful until {}, quiet {}",
                                   bad, expired, unanswered, unix_seconds(careful),
                                   unix_seconds(quiet))};
  };
  const Care& own = on_paper.care;
  differ("the care",
         described(care.bad, care.expired, care.unanswered, care.careful_until, care.quiet_until),
         described(own.bad, own.expired, own.unanswered, own.careful_until, own.quiet_until));
}

}  // namespace sallyport::walk
