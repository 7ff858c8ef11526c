#include "app/cli/organisations.hpp"

#include <fmt/format.h>

#include "app/cli/find.hpp"
#include "core/contact/contact.hpp"
#include "core/organisation/organisation.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

using organisation::Organisation;

std::string json_of(const Organisation& organisation) {
  return json::Object{}
      .add("number", organisation.number)
      .add("name", organisation.name)
      .add("added_at", rfc3339(organisation.created_at))
      .text();
}

}  // namespace

void add_organisation(Opened& opened, const std::string& name, Form form) {
  check_name(name, 120, "--name");
  const audit::Deed deed = opened.deed();
  const Organisation added =
      opened.database->write([&](db::Write& db) { return organisation::add(db, deed, name); });
  print(form == Form::json
            ? json_of(added)
            : fmt::format("Organisation {} \"{}\" was added.", added.number, added.name));
}

void list_organisations(Opened& opened, Form form) {
  const auto all = opened.database->read([](db::Read& db) { return organisation::all(db); });
  if (form == Form::json) return print(json::array(all, json_of));
  if (all.empty())
    return print("There are no organisations yet. Add one: sallyport organisation add --name NAME");
  for (const Organisation& organisation : all) {
    print(fmt::format("{:>6}  {}", organisation.number, organisation.name));
  }
}

void show_organisation(Opened& opened, std::int64_t number, Form form) {
  const Organisation found = find_organisation(opened, number);
  const auto contacts = opened.database->read(
      [&](db::Read& db) { return contact::all(db, organisation::Scope::of_operator(found.id)); });
  const auto with_access =
      std::count_if(contacts.begin(), contacts.end(),
                    [](const contact::Contact& contact) { return contact.access; });
  if (form == Form::json) {
    return print(json::Object{}
                     .add("number", found.number)
                     .add("name", found.name)
                     .add("added_at", rfc3339(found.created_at))
                     .add("contacts", contacts.size())
                     .add("contacts_with_access", with_access)
                     .text());
  }
  print(fmt::format("{} \"{}\", added {}", found.number, found.name, rfc3339(found.created_at)));
  print(fmt::format("{} contact persons, {} with access", contacts.size(), with_access));
}

}  // namespace sallyport::app::cli
