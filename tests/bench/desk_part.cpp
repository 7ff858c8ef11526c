// Whether an organisation of very many people is as quick to keep as a small one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "core/contact/access.hpp"
#include "core/contact/list.hpp"
#include "core/organisation/organisation.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/portal.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t few = 50;
constexpr std::size_t many = 50'000;
constexpr std::size_t at_once = 500;

constexpr std::array first_names = {"Jan",    "Ren\xC3\xA9", "Fatima", "Joke",
                                    "Willem", "Zo\xC3\xAB",  "Piet",   "Sanne",
                                    "Ahmed",  "Marja",       "Jaap"};
constexpr std::array last_names = {"de Vries",
                                   "Bakker",
                                   "Jansen",
                                   "van den Berg",
                                   "Smit",
                                   "Mulder",
                                   "Vos",
                                   "van der Meer",
                                   "Yilmaz",
                                   "Janssen",
                                   "Peters",
                                   "Kok",
                                   "O\xE2\x80\x99"
                                   "Brien"};

/// An organisation and somebody in the middle of its list.
struct Kept {
  organisation::Scope scope;
  std::optional<ContactId> middle;
};

/// Every fourth has no access.
void add_people(db::Write& db, const audit::Deed& deed, const organisation::Scope& scope,
                std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    const auto email =
        Email::parse(fmt::format("p{}@{}.example", i, to_crockford(scope.id().bytes())));
    const auto id = contact::add(db, deed, scope,
                                 {.email = email.value(),
                                  .first_name = first_names.at(i % first_names.size()),
                                  .last_name = last_names.at(i % last_names.size()),
                                  .roles = {"finance"}});
    if (i % 4 == 0) continue;
    contact::give_access_quietly(db, deed, scope, contact::find(db, scope, id.value()).value());
    if (i % 8 > 1)
      contact::remember_chosen(db, scope, *id, deed.now - std::chrono::minutes{i % 9'973});
  }
}

Kept add_organisation(db::Database& database, const audit::Deed& deed, std::size_t people) {
  Kept kept{organisation::Scope::of_operator(
                database
                    .write([&](db::Write& db) {
                      return organisation::add(db, deed, fmt::format("Company of {}", people));
                    })
                    .id),
            {}};
  for (std::size_t from = 0; from < people; from += at_once) {
    database.write([&](db::Write& db) {
      add_people(db, deed, kept.scope, from, std::min(from + at_once, people));
    });
  }
  const auto name = contact::Asked{.search = "mulder", .most = 1};
  kept.middle = database.read([&](db::Read& db) { return contact::page(db, kept.scope, name); })
                    .rows.at(0)
                    .contact.id;
  return kept;
}

struct Question {
  std::string_view what;
  contact::Asked asked;
  bool from_the_middle = false;
};

/// Processor time of a page in each, in turns.
Figure compare(db::Database& database, const Question& question, const Kept& small,
               const Kept& large) {
  constexpr int rounds = 15, pages = 40;
  const auto time_of = [&](const Kept& kept) {
    contact::Asked asked = question.asked;
    if (question.from_the_middle) asked.after = kept.middle;
    const double begun = own_seconds();
    for (int i = 0; i < pages; ++i)
      database.read([&](db::Read& db) { return contact::page(db, kept.scope, asked); });
    return (own_seconds() - begun) / pages * 1e6;
  };
  std::vector<double> of_small, of_large;
  for (int round = 0; round < rounds; ++round) {
    of_small.push_back(time_of(small));
    of_large.push_back(time_of(large));
  }
  const double ratio = quantile(of_large, 0.5) / quantile(of_small, 0.5);
  return {fmt::format("{}, among {} people, of among {}", question.what, many, few),
          fmt::format("{:.2f} times ({:.0f} of {:.0f} µs)", ratio, quantile(of_large, 0.5),
                      quantile(of_small, 0.5)),
          "≤ 2", ratio <= 2};
}

}  // namespace

void measure_desk() {
  using contact::Only;
  using contact::Order;
  const testkit::Folder folder;
  const auto database = db::open_sqlite(folder.path() / "desk.db", {.lasting = false});
  crypto::SystemRandom random;
  const audit::Deed deed{
      .now = at_unix_seconds(1'800'000'000), .random = random, .address = "", .request = ""};
  db::migrate(*database, db::embedded_migrations(), deed.now);
  const Kept small = add_organisation(*database, deed, few);
  const double begun = own_seconds();
  const Kept large = add_organisation(*database, deed, many);
  const double each = (own_seconds() - begun) / static_cast<double>(many) * 1e6;

  Section section{.name = "desk",
                  .title = "Many contact persons",
                  .figures = {},
                  .how =
                      "Processor time of a page of 25 people from the database, without the "
                      "page around it, in one file, in turns; middle of 15 rounds. Of few "
                      "people a filter or a search finds less than a page."};
  for (const Question& question : std::initializer_list<Question>{
           {"the first page by name", {}},
           {"a page from the middle, by name", {}, true},
           {"the first page by address", {.order = Order::email}},
           {"the first page by when they were here", {.order = Order::last_here}},
           {"the first page of those without access", {.only = Only::without_access}},
           {"the first page of those who have not arrived", {.only = Only::not_arrived}},
           {"search for “ja”", {.search = "ja"}},
           {"search for “vries jan”", {.search = "vries jan"}},
           {"search for a whole address", {.search = "p49@"}},
           {"search for “zzz”, which nobody is called", {.search = "zzz"}}}) {
    section.figures.push_back(compare(*database, question, small, large));
  }
  section.figures.push_back({"recording a contact person, most of them with access",
                             fmt::format("{:.0f} µs", each), "told", true});
  write(section);
}

}  // namespace sallyport::bench
