#include <fmt/format.h>

#include <map>

#include "core/contact/contact_row.hpp"
#include "core/contact/list.hpp"

namespace sallyport::contact {
namespace {

std::optional<Contact> with_roles(db::Read& db, const organisation::Scope& scope,
                                  const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  Contact contact = contact_of(*row);
  contact.roles = roles(db, scope, contact.id);
  return contact;
}

}  // namespace

std::optional<ContactId> add(db::Write& db, const audit::Deed& deed,
                             const organisation::Scope& scope, const NewContact& contact) {
  const auto id = crypto::fresh_id<ContactId>(deed.random);
  const Contact named{.id = id,
                      .email = contact.email,
                      .first_name = contact.first_name,
                      .last_name = contact.last_name,
                      .roles = {}};
  const auto added = db.change(
      "INSERT INTO contact (organisation_id, id, email, first_name, last_name, telephone,"
      " job_position, created_at, sort_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
      " ON CONFLICT (organisation_id, email) DO NOTHING",
      {scope.id(), id, contact.email, contact.first_name, contact.last_name, contact.telephone,
       contact.position, deed.now, sort_name_of(named)});
  if (added == 0) return std::nullopt;
  write_words(db, scope.id(), named);
  for (const std::string& role : contact.roles) {
    db.change("INSERT INTO contact_role (organisation_id, contact_id, role) VALUES ($1, $2, $3)",
              {scope.id(), id, role});
  }
  audit::record(db, deed, audit::Event::contact_added, {.organisation = scope.id(), .contact = id});
  return id;
}

std::optional<Contact> find(db::Read& db, const organisation::Scope& scope, ContactId id) {
  return with_roles(db, scope,
                    db.find_one(fmt::format("SELECT {} FROM contact c WHERE c.organisation_id = $1"
                                            " AND c.id = $2",
                                            contact_columns),
                                {scope.id(), id}));
}

std::optional<Contact> find(db::Read& db, const organisation::Scope& scope, const Email& email) {
  return with_roles(db, scope,
                    db.find_one(fmt::format("SELECT {} FROM contact c WHERE c.organisation_id = $1"
                                            " AND c.email = $2",
                                            contact_columns),
                                {scope.id(), email}));
}

std::vector<Contact> all(db::Read& db, const organisation::Scope& scope) {
  std::map<ContactId, std::vector<std::string>> roles;
  for (const db::Row& row : db.find_all("SELECT contact_id, role FROM contact_role"
                                        " WHERE organisation_id = $1 ORDER BY contact_id, role",
                                        {scope.id()})) {
    roles[row.id<ContactId>("contact_id")].push_back(row.text("role"));
  }
  std::vector<Contact> contacts;
  for (const db::Row& row :
       db.find_all(fmt::format("SELECT {} FROM contact c WHERE c.organisation_id = $1"
                               " ORDER BY c.last_name, c.first_name, c.email",
                               contact_columns),
                   {scope.id()})) {
    contacts.push_back(contact_of(row));
    contacts.back().roles = roles[contacts.back().id];
  }
  return contacts;
}

std::vector<Membership> memberships(db::Read& db, const Email& email) {
  std::vector<Membership> memberships;
  for (const db::Row& row : db.find_all(
           "SELECT c.organisation_id, o.name AS organisation_name, o.required_from, c.id,"
           " c.first_name, c.last_name,"
           " (SELECT COUNT(*) FROM contact_role r WHERE r.organisation_id = c.organisation_id"
           "  AND r.contact_id = c.id AND r.role = $2) AS administrator_roles"
           " FROM contact c JOIN organisation o ON o.id = c.organisation_id"
           " WHERE c.email = $1 AND c.access = 1"
           " ORDER BY COALESCE(c.last_chosen_at, 0) DESC, o.name, o.number",
           {email, administrator})) {
    const auto day = row.maybe_text("required_from");
    memberships.push_back({.organisation = row.id<OrganisationId>("organisation_id"),
                           .organisation_name = row.text("organisation_name"),
                           .contact = row.id<ContactId>("id"),
                           .person_name = row.text("first_name") + " " + row.text("last_name"),
                           .is_administrator = row.integer("administrator_roles") > 0,
                           .required_from = day ? parse_day(*day) : std::nullopt});
  }
  return memberships;
}

std::vector<WithAccess> all_with_access(db::Read& db) {
  std::vector<WithAccess> all;
  for (const db::Row& row :
       db.find_all("SELECT c.organisation_id, a.id AS account_id"
                   " FROM contact c JOIN account a ON a.email = c.email WHERE c.access = 1")) {
    all.push_back({row.id<OrganisationId>("organisation_id"), row.id<AccountId>("account_id")});
  }
  return all;
}

bool has_access(db::Read& db, const Email& email) {
  const auto row = db.find_one(
      "SELECT COUNT(*) AS number FROM contact WHERE email = $1 AND access = 1", {email});
  check(row.has_value(), "a count answers a row");
  return row->integer("number") > 0;
}

std::vector<Email> administrators(db::Read& db, const organisation::Scope& scope) {
  std::vector<Email> all;
  for (const db::Row& row :
       // CROSS: from the few who have the role, not through everybody.
       db.find_all("SELECT c.email FROM contact_role r CROSS JOIN contact c"
                   " WHERE r.organisation_id = $1 AND r.role = $2 AND c.organisation_id = $1"
                   " AND c.id = r.contact_id AND c.access = 1 ORDER BY c.email",
                   {scope.id(), administrator})) {
    all.push_back(row.email("email"));
  }
  return all;
}

std::optional<organisation::Authority> authority(db::Read& db, const Membership& member,
                                                 AccountId account) {
  const auto held = db.find_one(
      "SELECT c.id FROM contact c JOIN account a ON a.email = c.email"
      " JOIN contact_role r ON r.organisation_id = c.organisation_id AND r.contact_id = c.id"
      " WHERE c.organisation_id = $1 AND c.id = $2 AND a.id = $3 AND c.access = 1 AND r.role = $4",
      {member.organisation, member.contact, account, administrator});
  if (!held) return std::nullopt;
  return organisation::Authority{member.scope(), member.contact};
}

std::vector<std::string> roles(db::Read& db, const organisation::Scope& scope, ContactId id) {
  std::vector<std::string> roles;
  for (const db::Row& row : db.find_all("SELECT role FROM contact_role"
                                        " WHERE organisation_id = $1 AND contact_id = $2"
                                        " ORDER BY role",
                                        {scope.id(), id})) {
    roles.push_back(row.text("role"));
  }
  return roles;
}

void remember_chosen(db::Write& db, const organisation::Scope& scope, ContactId id, Time now) {
  db.change("UPDATE contact SET last_chosen_at = $3 WHERE organisation_id = $1 AND id = $2",
            {scope.id(), id, now});
}

}  // namespace sallyport::contact
