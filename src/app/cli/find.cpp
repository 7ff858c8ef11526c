#include "app/cli/find.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace sallyport::app::cli {

organisation::Organisation find_organisation(Opened& opened, std::int64_t number) {
  auto found = opened.database->read([&](db::Read& db) { return organisation::find(db, number); });
  if (!found) {
    throw Refused(fmt::format(
        "There is no organisation {}. `sallyport organisation list` shows their numbers.", number));
  }
  return std::move(*found);
}

void check_name(const std::string& name, std::size_t most, std::string_view option) {
  if (!is_name(name, most)) {
    throw Refused(fmt::format("{} has 1 to {} letters, on one line.", option, most));
  }
}

Email parse_email(const std::string& typed) {
  auto email = Email::parse(typed);
  if (!email) {
    throw Refused(
        "That is not an email address we can write to. It looks like ann@example.com, in plain"
        " letters; a domain with other letters is written as xn--….");
  }
  return std::move(*email);
}

Day parse_day_of(const std::string& typed, std::string_view option) {
  const auto day = parse_day(typed);
  if (!day) throw Refused(fmt::format("{} is a day, like 2027-01-31.", option));
  return *day;
}

contact::Contact find_contact(Opened& opened, const organisation::Scope& scope,
                              const std::string& email) {
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
