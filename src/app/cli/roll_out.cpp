#include "app/cli/roll_out.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/find.hpp"
#include "app/cli/organisations.hpp"
#include "app/features.hpp"
#include "core/account/account.hpp"
#include "core/exemption/exemption.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

using exemption::Exemption;

constexpr std::size_t longest_reason = 200;

Day today(Opened& opened) { return opened.settings.policy.time_zone.day_of(SystemClock{}.now()); }

account::Account find_account(Opened& opened, const std::string& typed) {
  const Email email = parse_email(typed);
  auto found = opened.database->read([&](db::Read& db) -> std::optional<account::Account> {
    if (contact::memberships(db, email).empty()) return std::nullopt;
    return account::find(db, email);
  });
  if (!found) {
    throw Refused(
        "No organisation gives access to that address. `sallyport contact list --organisation"
        " NUMBER` shows whom it does.");
  }
  return std::move(*found);
}

/// How it stands with an exemption, for programs: "open", "over" by its day, or "ended" before it.
std::string_view state_of(const Exemption& exemption, Day today) {
  if (exemption.ended_at) return "ended";
  return exemption.is_open(today) ? "open" : "over";
}

struct Listed {
  Exemption exemption;
  std::string_view state;
  bool activated = false;
};

std::string json_of(const Listed& listed) {
  const auto& [exemption, state, activated] = listed;
  return json::Object{}
      .add("email", exemption.email.text())
      .add("until", iso_day(exemption.until))
      .add("reason", exemption.reason)
      .add("state", state)
      .add("activated", activated)
      .add("granted_at", rfc3339(exemption.granted_at))
      .add_maybe("ended_at",
                 exemption.ended_at ? std::optional{rfc3339(*exemption.ended_at)} : std::nullopt)
      .text();
}

std::string line_of(const Listed& listed) {
  return fmt::format("{}  {:<5}  {}  {}{}", iso_day(listed.exemption.until), listed.state,
                     listed.exemption.email.text(), listed.exemption.reason,
                     listed.activated ? "  (has activated a second factor)" : "");
}

std::vector<Listed> look_at_all(Opened& opened) {
  const Day day = today(opened);
  return opened.database->read([&](db::Read& db) {
    const auto activated = accounts_with_factor(db);
    std::vector<Listed> all;
    for (Exemption& exemption : exemption::all(db)) {
      const auto state = state_of(exemption, day);
      const bool has_factor = activated.contains(exemption.account);
      all.push_back({std::move(exemption), state, has_factor});
    }
    return all;
  });
}

Listed look_at(Opened& opened, AccountId account) {
  const auto all = look_at_all(opened);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Listed& listed) {
    return listed.exemption.account == account;
  });
  check(found != all.end(), "an exemption that was just written is there");
  return *found;
}

}  // namespace

void set_organisation_date(Opened& opened, std::int64_t number, const std::string& from,
                           Form form) {
  const auto organisation = find_organisation(opened, number);
  const Day day = parse_day_of(from, "--from");
  const Day earliest = today(opened);
  const auto& everybodys = opened.settings.policy.required_from;
  if (everybodys && *everybodys <= earliest) {
    throw Refused(fmt::format(
        "Everybody's date, {} (second_factor.required_from), has come: it holds for all.",
        iso_day(*everybodys)));
  }
  if (everybodys && day >= *everybodys) {
    throw Refused(fmt::format(
        "--from is not earlier than everybody's date, {} (second_factor.required_from), which holds"
        " for all. Choose an earlier day, or move everybody's.",
        iso_day(*everybodys)));
  }
  if (day < earliest) {
    throw Refused(fmt::format(
        "--from is past. The earliest is today, {}: it then holds from the next request on.",
        iso_day(earliest)));
  }
  const audit::Deed deed = opened.deed();
  opened.database->write(
      [&](db::Write& db) { organisation::set_date(db, deed, organisation.id, day); });
  if (form == Form::json) return show_organisation(opened, number, form);
  print(fmt::format("From {} on, the people of organisation {} \"{}\" need a second factor.",
                    iso_day(day), number, organisation.name));
}

void clear_organisation_date(Opened& opened, std::int64_t number, Form form) {
  const auto organisation = find_organisation(opened, number);
  const audit::Deed deed = opened.deed();
  const bool cleared = opened.database->write(
      [&](db::Write& db) { return organisation::clear_date(db, deed, organisation.id); });
  if (!cleared) {
    throw Refused(
        fmt::format("Organisation {} \"{}\" has no date of its own.", number, organisation.name));
  }
  if (form == Form::json) return show_organisation(opened, number, form);
  const auto& everybodys = opened.settings.policy.required_from;
  print(fmt::format("Organisation {} \"{}\" has no date of its own any more; {}.", number,
                    organisation.name,
                    everybodys ? "everybody's, " + iso_day(*everybodys) + ", holds"
                               : "no second factor is demanded of its people"));
}

void grant_exemption(Opened& opened, const ExemptionWords& words, Form form) {
  const account::Account account = find_account(opened, words.email);
  const Day until = parse_day_of(words.until, "--until");
  check_name(words.reason, longest_reason, "--reason");
  const Day now = today(opened);
  if (until <= now) {
    throw Refused(
        fmt::format("--until is not ahead: today is {}, and an exemption is over when its"
                    " day begins.",
                    iso_day(now)));
  }
  const Day latest{std::chrono::sys_days{now} + exemption::longest};
  if (until > latest) {
    throw Refused(
        fmt::format("An exemption lasts at most {} days, so --until is {} at the latest;"
                    " it can be granted again then.",
                    exemption::longest.count(), iso_day(latest)));
  }
  const audit::Deed deed = opened.deed();
  opened.database->write(
      [&](db::Write& db) { exemption::grant(db, deed, account.id, until, words.reason); });

  const Listed granted = look_at(opened, account.id);
  if (form == Form::json) return print(json_of(granted));
  print(fmt::format("Of {} no second factor is demanded until {}.", account.email.text(),
                    iso_day(until)));
  if (granted.activated) {
    print("It has activated one, though, and is asked for it all the same.");
  }
}

void end_exemption(Opened& opened, const std::string& email, Form form) {
  const Email address = parse_email(email);
  const audit::Deed deed = opened.deed();
  const Day now = today(opened);
  // Also of somebody whose access was withdrawn meanwhile and may be given again.
  const auto ended = opened.database->write([&](db::Write& db) -> std::optional<AccountId> {
    const auto account = account::find(db, address);
    if (!account || !exemption::end(db, deed, account->id, now)) return std::nullopt;
    return account->id;
  });
  if (!ended) {
    throw Refused("That address has no open exemption. `sallyport exemption list` shows all.");
  }
  if (form == Form::json) return print(json_of(look_at(opened, *ended)));
  print(fmt::format("The exemption of {} is over.", address.text()));
}

void list_exemptions(Opened& opened, Form form) {
  const auto all = look_at_all(opened);
  if (form == Form::json) return print(json::array(all, json_of));
  if (all.empty()) return print("There are no exemptions.");
  for (const Listed& listed : all) print(line_of(listed));
}

}  // namespace sallyport::app::cli
