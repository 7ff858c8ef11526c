#include "app/cli/organisations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/find.hpp"
#include "app/roll_out.hpp"
#include "core/contact/contact.hpp"
#include "core/organisation/organisation.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

using organisation::Organisation;

/// How far its people are, and the day from which a second factor is demanded of them.
struct Row {
  Organisation organisation;
  Progress progress;
  std::optional<Day> required_from;
};

json::Object json_of(const Row& row) {
  const auto text_of = [](const std::optional<Day>& day) {
    return day ? std::optional{iso_day(*day)} : std::nullopt;
  };
  return json::Object{}
      .add("number", row.organisation.number)
      .add("name", row.organisation.name)
      .add("added_at", rfc3339(row.organisation.created_at))
      .add_maybe("required_from", text_of(row.required_from))
      .add_maybe("own_date", text_of(row.organisation.required_from))
      .add("people", row.progress.people)
      .add("activated", row.progress.activated)
      .add("exempt", row.progress.exempt);
}

/// "2 of 5 activated, 1 exempt, required from 2027-01-31 (own date)"
std::string told(const Row& row) {
  std::string words =
      fmt::format("{} of {} activated", row.progress.activated, row.progress.people);
  if (row.progress.exempt > 0) words += fmt::format(", {} exempt", row.progress.exempt);
  if (row.required_from) words += fmt::format(", required from {}", iso_day(*row.required_from));
  if (row.organisation.required_from && row.organisation.required_from == row.required_from) {
    words += " (own date)";
  }
  return words;
}

std::vector<Row> rows_of(Opened& opened, const std::vector<Organisation>& organisations) {
  const policy::Policy& policy = opened.settings.policy;
  const Day today = policy.time_zone.day_of(SystemClock{}.now());
  auto progress = opened.database->read([&](db::Read& db) { return progress_of_all(db, today); });
  std::vector<Row> rows;
  for (const Organisation& organisation : organisations) {
    const policy::OwnDate date{policy, {organisation.required_from}, std::nullopt};
    rows.push_back({organisation, progress[organisation.id], date.day()});
  }
  return rows;
}

}  // namespace

void add_organisation(Opened& opened, const std::string& name, Form form) {
  check_name(name, 120, "--name");
  const audit::Deed deed = opened.deed();
  const Organisation added =
      opened.database->write([&](db::Write& db) { return organisation::add(db, deed, name); });
  print(form == Form::json
            ? json_of(rows_of(opened, {added}).front()).text()
            : fmt::format("Organisation {} \"{}\" was added.", added.number, added.name));
}

void list_organisations(Opened& opened, Form form) {
  const auto rows =
      rows_of(opened, opened.database->read([](db::Read& db) { return organisation::all(db); }));
  if (form == Form::json) {
    return print(json::array(rows, [](const Row& row) { return json_of(row).text(); }));
  }
  if (rows.empty())
    return print("There are no organisations yet. Add one: sallyport organisation add --name NAME");
  for (const Row& row : rows) {
    print(fmt::format("{:>6}  {}  {}", row.organisation.number, row.organisation.name, told(row)));
  }
}

void show_organisation(Opened& opened, std::int64_t number, Form form) {
  const Organisation found = find_organisation(opened, number);
  const auto contacts = opened.database->read(
      [&](db::Read& db) { return contact::all(db, organisation::Scope::of_operator(found.id)); });
  const auto with_access =
      std::count_if(contacts.begin(), contacts.end(),
                    [](const contact::Contact& contact) { return contact.access; });
  const Row row = rows_of(opened, {found}).front();
  if (form == Form::json) {
    return print(json_of(row)
                     .add("contacts", contacts.size())
                     .add("contacts_with_access", with_access)
                     .text());
  }
  print(fmt::format("{} \"{}\", added {}", found.number, found.name, rfc3339(found.created_at)));
  print(fmt::format("{} contact persons, {} with access", contacts.size(), with_access));
  print(told(row));
}

}  // namespace sallyport::app::cli
