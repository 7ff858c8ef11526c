#include "app/cli/contacts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/find.hpp"
#include "core/contact/access.hpp"
#include "core/throttle/throttle.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

using contact::Contact;
using organisation::Scope;

std::string json_of(const Contact& contact) {
  return json::Object{}
      .add("id", contact.id.text())
      .add("email", contact.email.text())
      .add("first_name", contact.first_name)
      .add("last_name", contact.last_name)
      .add("telephone", contact.telephone)
      .add("position", contact.position)
      .add("access", contact.access)
      .add_written("roles", json::array(contact.roles, json::quoted))
      .text();
}

void tell(const Contact& contact, const std::string& sentence, Form form) {
  print(form == Form::json ? json_of(contact) : sentence);
}

void check_roles(const std::vector<std::string>& roles, const Settings& settings) {
  const auto known = site::known_roles(settings.portal.parts);
  for (const std::string& role : roles) {
    if (std::ranges::find(known, role) != known.end()) continue;
    throw Refused(
        fmt::format("There is no role \"{}\". There are: {}. More are named by "
                    "\"roles\" under [[portal.parts]] in the settings.",
                    role, fmt::join(known, ", ")));
  }
}

std::string why(contact::Refused refused) {
  switch (refused) {
    case contact::Refused::no_such_contact:
      return "That contact person is no longer there. `sallyport contact list` shows who is.";
    case contact::Refused::has_access:
      return "That contact person has access already. `sallyport contact invite` sends the email "
             "again.";
    case contact::Refused::has_no_access:
      return "That contact person has no access. `sallyport contact give-access` gives it.";
    case contact::Refused::address_taken:
      return "Another contact person of that organisation has that address.";
    case contact::Refused::last_administrator:
      return "That is the only administrator of the organisation who can log in. First make "
             "somebody else administrator and let them log in.";
    case contact::Refused::oneself:
      return "Nobody deletes themselves or takes away their own access. Ask another "
             "administrator.";
    case contact::Refused::role_full:
      return "As many contact persons as may hold that role hold it. Take it from one of them "
             "first.";
    case contact::Refused::no_such_role:
      return "There is no role of that name. The settings name them.";
    case contact::Refused::changed_meanwhile:
      return "That contact person was changed meanwhile. `sallyport contact list` shows what is "
             "saved now.";
  }
  throw Bug("every refusal has a sentence");
}

Contact accepted(Result<Contact, contact::Refused> result) {
  if (!result) throw Refused(why(result.error()));
  return std::move(*result);
}

}  // namespace

void add_contact(Opened& opened, const ContactWords& words, Form form) {
  const auto organisation = find_organisation(opened, words.organisation);
  const Email email = parse_email(words.email);
  check_name(words.first_name, 80, "--first-name");
  check_name(words.last_name, 80, "--last-name");
  check_roles(words.roles, opened.settings);

  const Scope scope = Scope::of_operator(organisation.id);
  const audit::Deed deed = opened.deed();
  const auto added = opened.database->write([&](db::Write& db) -> std::optional<Contact> {
    const auto id = contact::add(db, deed, scope,
                                 {.email = email,
                                  .first_name = words.first_name,
                                  .last_name = words.last_name,
                                  .roles = words.roles});
    if (!id) return std::nullopt;
    if (words.access == Access::given)
      return accepted(contact::give_access(db, deed, opened.outbox, scope, *id));
    return contact::find(db, scope, *id);
  });
  if (!added) {
    throw Refused(
        "That organisation has a contact person with that address already. `sallyport contact"
        " give-access` gives access to one that is there.");
  }
  tell(*added,
       fmt::format("{} was added to \"{}\"{}", added->name(), organisation.name,
                   added->access ? " and is being told by email." : ", without access."),
       form);
}

void list_contacts(Opened& opened, std::int64_t number, Form form) {
  const auto organisation = find_organisation(opened, number);
  const auto contacts = opened.database->read(
      [&](db::Read& db) { return contact::all(db, Scope::of_operator(organisation.id)); });
  if (form == Form::json) return print(json::array(contacts, json_of));
  if (contacts.empty())
    return print("There are no contact persons yet. Add one: sallyport contact add --help");
  for (const Contact& contact : contacts) {
    print(fmt::format("{:<9}  {:<30}  {:<30}  {}", contact.access ? "access" : "no access",
                      contact.name(), contact.email.text(), fmt::join(contact.roles, ", ")));
  }
}

void change_access(Opened& opened, AccessVerb verb, std::int64_t number, const std::string& email,
                   Form form) {
  const auto organisation = find_organisation(opened, number);
  const Scope scope = Scope::of_operator(organisation.id);
  const Contact found = find_contact(opened, scope, email);
  const audit::Deed deed = opened.deed();
  const Contact changed = accepted(opened.database->write([&](db::Write& db) {
    switch (verb) {
      case AccessVerb::give:
        return contact::give_access(db, deed, opened.outbox, scope, found.id);
      case AccessVerb::withdraw:
        return contact::withdraw_access(db, deed, opened.outbox, scope, found.id);
      case AccessVerb::invite: {
        auto invited = contact::invite(db, deed, opened.outbox, scope, found.id);
        if (invited &&
            !throttle::spend(db, throttle::invitation_to,
                             throttle::subject(opened.keys.throttle_key, found.email), deed.now)) {
          throw Refused(
              "That email went out three times within a day already, by this command or because"
              " somebody pressed Forgotten your password? `sallyport letters list` says whether it"
              " arrived.");
        }
        return invited;
      }
    }
    throw Bug("every verb is carried out");
  }));
  switch (verb) {
    case AccessVerb::give:
      return tell(changed,
                  fmt::format("{} has access to \"{}\" and is being told by email.", changed.name(),
                              organisation.name),
                  form);
    case AccessVerb::withdraw:
      return tell(
          changed,
          fmt::format("{} has no access to \"{}\" any more.", changed.name(), organisation.name),
          form);
    case AccessVerb::invite:
      return tell(changed, fmt::format("{} is being sent the email again.", changed.name()), form);
  }
}

void change_contact_email(Opened& opened, std::int64_t number, const std::string& email,
                          const std::string& new_email, Form form) {
  const auto organisation = find_organisation(opened, number);
  const Scope scope = Scope::of_operator(organisation.id);
  const Contact found = find_contact(opened, scope, email);
  const Email address = parse_email(new_email);
  const audit::Deed deed = opened.deed();
  const Contact changed = accepted(opened.database->write([&](db::Write& db) {
    return contact::change_email(db, deed, opened.outbox, scope, found.id, address);
  }));
  tell(changed,
       fmt::format("{} now has the address {}; the old one opens \"{}\" no more.", changed.name(),
                   changed.email.text(), organisation.name),
       form);
}

}  // namespace sallyport::app::cli
