#include "app/cli/find.hpp"

#include <fmt/format.h>

namespace sallyport::app::cli {

organisation::Organisation find_organisation(Opened& opened, std::int64_t number) {
  auto found =
      opened.database->read([&](db::Read& db) { return organisation::find(db, number); });
  if (!found) {
    throw Refused(fmt::format(
        "There is no organisation {}. `sallyport organisation list` shows their numbers.", number));
  }
  return std::move(*found);
}

Email parse_email(const std::string& typed) {
  auto email = Email::parse(typed);
  if (!email) {
    throw Refused("That is not an email address we can write to. It looks like ann@example.com, in plain"
                  " letters; a domain with other letters is written as xn--….");
  }
  return std::move(*email);
}

contact::Contact find_contact(Opened& opened, const organisation::Scope& scope, const std::string& email) {
  const Email address = parse_email(email);
  auto found =
      opened.database->read([&](db::Read& db) { return contact::find(db, scope, address); });
  if (!found) {
    throw Refused(
        "That organisation has no contact person with that address. `sallyport contact list"
        " --organisation NUMBER` shows them.");
  }
  return std::move(*found);
}

}  // namespace sallyport::app::cli
