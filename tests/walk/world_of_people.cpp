// The people of a walk, and the emails they get.
#include <fmt/format.h>

#include "app/people/import.hpp"
#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/browser/browser.hpp"
#include "core/objection/objection.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "kit/crypto/digest.hpp"
#include "tests/walk/world.hpp"

namespace sallyport::walk {

void World::add_person(const std::string& email, const std::set<std::size_t>& of,
                       const std::optional<std::string>& password) {
  Person added{.email = email, .password = password, .organisations = of};
  for (const std::size_t organisation : of) {
    // The second organisation is administered by everybody in it.
    std::vector<std::string> roles;
    if (organisation == 1) roles.push_back(added.roles[organisation] = "administrator");
    service.add_contact(organisations[organisation], email, "Firstname", "Lastname", roles);
  }
  if (password) {
    service.set_password(email, *password);
    added.passwords_set = 1;
  }
  accounts_.push_back(service.database().read(
      [&](db::Read& db) { return account::find(db, *Email::parse(email))->id; }));
  model.people.push_back(std::move(added));
}

void World::bring_person(const std::string& email, std::size_t organisation) {
  namespace people = app::people;
  constexpr const char* secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  // Made by htpasswd -B.
  const std::string file = fmt::format(
      "organisation,email,first_name,last_name,password_hash,totp_secret\n"
      "{},{},Firstname,Lastname,$2y$05$M1uupZRj9fl8W07X0RpuIO5Sp.X/0Of8TzerqvHf52G0aOwWhspsG,{}\n",
      model.organisations[organisation], email, secret);
  const auto table = people::read_rows(file, people::Format::csv);
  check(table.has_value(), "the file of this walk is a table");
  const auto rows = people::read_people(*table, {"administrator"});
  check(rows.faults.empty(), "the file of this walk is without faults");
  const site::Site& site = service.service().site();
  const people::Means means{.keys = site.keys,
                            .outbox = site.outbox,
                            .catalogues = site.catalogues,
                            .language = site.portal.language,
                            .invites = false};
  auto known = service.database().read([](db::Read& db) { return people::Organisations{db}; });
  auto import = service.database().write([&](db::Write& db) {
    return people_import::begin(
        db, service.deed(), {.digest = crypto::sha256(file), .name = "people.csv", .people = 1});
  });
  const auto done = people::carry_out(
      service.database(), means, rows.people, known, import, [&] { return service.deed(); }, [] {});
  check(done.front().verdict.outcome == people::Outcome::brought, "the row is brought along");

  accounts_.push_back(service.database().read(
      [&](db::Read& db) { return account::find(db, *Email::parse(email))->id; }));
  // A code that was shown before does not count here.
  model.people.push_back({.email = email,
                          .password = "correct horse battery staple",
                          .passwords_set = 1,
                          .apps = {{.id = app_ids(accounts_.size() - 1).at(0),
                                    .secret = secret,
                                    .last_step = step_at(model.now)}},
                          .organisations = {organisation}});
}

void World::learn(KnownBrowser& known) {
  const auto found = service.database().read([&](db::Read& db) {
    return browser::find(db, known.cookie, accounts_[known.person], model.now);
  });
  if (!found) throw Divergence(model.people[known.person].email + " does not know this browser");
  if (known.id.empty()) known.id = found->id.text();
}

void World::read_emails() {
  service.deliver_letters();
  const auto& letters = service.mail.letters;
  for (; letters_read_ < letters.size(); ++letters_read_) {
    const auto& letter = letters[letters_read_];
    if (letter.text.find("/not-me/") == std::string::npos) continue;
    const std::string path = testkit::Service::link_in(letter);
    const auto found = service.database().read([&](db::Read& db) {
      return objection::find(db, path.substr(std::string{"/not-me/"}.size()), model.now);
    });
    if (!found) continue;  // older than a week
    const objection::Telling& telling = found->telling;
    NotMe told{.what = std::string{objection::name_of(telling.told)},
               .path = path,
               .until = found->told_at + std::chrono::days{7},
               .app = telling.part,
               .takes_last_app = telling.takes_last};
    while (accounts_.at(told.person) != telling.account) ++told.person;
    for (std::size_t i = 0; telling.organisation && i < organisations.size(); ++i) {
      if (organisations[i].id == *telling.organisation) told.organisation = i;
    }
    model.not_me.push_back(std::move(told));
  }
}

}  // namespace sallyport::walk
