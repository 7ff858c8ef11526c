#include <fmt/format.h>

#include <set>

#include "core/contact/contact_row.hpp"
#include "core/contact/keeping_rules.hpp"
#include "core/contact/list.hpp"

namespace sallyport::contact {
namespace {

using RoleNames = std::set<std::string>;

RoleNames set_of(const std::vector<std::string>& roles) { return {roles.begin(), roles.end()}; }

/// Those of `some` that are not in `others`.
RoleNames without(const RoleNames& some, const RoleNames& others) {
  RoleNames rest;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

std::int64_t count_holders(db::Read& db, const organisation::Scope& scope,
                           const std::string& role) {
  const auto row = db.find_one(
      "SELECT COUNT(*) AS number FROM contact_role WHERE organisation_id = $1 AND role = $2",
      {scope.id(), role});
  check(row.has_value(), "a count answers a row");
  return row->integer("number");
}

/// Why one of these roles cannot be given to one more. Asked before anything is written; nobody
/// takes the place meanwhile, because it is our turn.
std::optional<Refusal> problem_of(db::Read& db, const organisation::Scope& scope,
                                  const RoleNames& given, const Roles& roles) {
  for (const std::string& name : given) {
    const auto role = find_role(roles, name);
    if (!role) return Refusal{.why = Refused::no_such_role, .role = name};
    if (role->most && count_holders(db, scope, name) >= *role->most) {
      return Refusal{.why = Refused::role_full, .role = name};
    }
  }
  return std::nullopt;
}

/// "+finance -administrator"
std::string detail_of(const RoleNames& given, const RoleNames& taken) {
  std::string detail;
  for (const std::string& role : given) detail += " +" + role;
  for (const std::string& role : taken) detail += " -" + role;
  return detail.substr(1);
}

/// Which of the fields would get another value; none: nothing but perhaps roles.
std::string fields_changed(const Contact& before, const Change& to) {
  std::string fields;
  const auto compare = [&](std::string_view field, const std::string& was, const std::string& is) {
    if (was != is) fields += (fields.empty() ? "" : " ") + std::string{field};
  };
  compare("first_name", before.first_name, to.first_name);
  compare("last_name", before.last_name, to.last_name);
  compare("telephone", before.telephone, to.telephone);
  compare("position", before.position, to.position);
  return fields;
}

Change change_to(const NewContact& contact) {
  return {.first_name = contact.first_name,
          .last_name = contact.last_name,
          .telephone = contact.telephone,
          .position = contact.position,
          .roles = contact.roles};
}

bool is_already(const Contact& contact, const Change& to) {
  return fields_changed(contact, to).empty() && set_of(contact.roles) == set_of(to.roles);
}

void set_roles(db::Write& db, const organisation::Scope& scope, ContactId id,
               const RoleNames& given, const RoleNames& taken) {
  for (const std::string& role : given) {
    db.change("INSERT INTO contact_role (organisation_id, contact_id, role) VALUES ($1, $2, $3)",
              {scope.id(), id, role});
  }
  for (const std::string& role : taken) {
    db.change(
        "DELETE FROM contact_role WHERE organisation_id = $1 AND contact_id = $2 AND role = $3",
        {scope.id(), id, role});
  }
}

Contact present(db::Read& db, const organisation::Scope& scope, ContactId id) {
  auto contact = find(db, scope, id);
  check(contact.has_value(), "whom we changed is there");
  return std::move(*contact);
}

}  // namespace

void take_turn(db::Write& db, const organisation::Authority& authority) {
  const auto taken = db.change("UPDATE organisation SET version = version + 1 WHERE id = $1",
                               {authority.scope().id()});
  check(taken == 1, "an authority is over an organisation that exists");
}

std::optional<Kept> find_kept(db::Read& db, const organisation::Scope& scope, ContactId id) {
  auto contact = find(db, scope, id);
  if (!contact) return std::nullopt;
  const auto row = db.find_one(
      "SELECT c.version, c.changed_at, COALESCE(w.first_name || ' ' || w.last_name, '') AS who"
      " FROM contact c LEFT JOIN contact w"
      " ON w.organisation_id = c.organisation_id AND w.id = c.changed_by"
      " WHERE c.organisation_id = $1 AND c.id = $2",
      {scope.id(), id});
  check(row.has_value(), "who was found is there");
  return Kept{.contact = std::move(*contact),
              .version = row->integer("version"),
              .changed_at = row->maybe_time("changed_at"),
              .changed_by = row->text("who")};
}

Refusal clash_with(const Kept& kept) {
  return {.why = Refused::changed_meanwhile,
          .present = kept.contact,
          .version = kept.version,
          .changed_by = kept.changed_by,
          .changed_at = kept.changed_at};
}

bool has_role(const Contact& contact, std::string_view role) {
  return std::find(contact.roles.begin(), contact.roles.end(), role) != contact.roles.end();
}

bool is_last_administrator(db::Read& db, const organisation::Scope& scope, const Contact& contact) {
  return contact.access && has_role(contact, administrator) &&
         administrators_who_can(db, scope, contact.id) == 0;
}

void note_who(db::Write& db, const organisation::Authority& authority, ContactId id) {
  db.change("UPDATE contact SET changed_by = $3 WHERE organisation_id = $1 AND id = $2",
            {authority.scope().id(), id, authority.by()});
}

audit::About about_kept(db::Read& db, const organisation::Scope& scope, const Contact& contact,
                        std::string detail) {
  audit::About about = about_contact(db, scope, contact);
  about.detail = std::move(detail);
  about.words = fmt::format("{} <{}>", contact.name(), contact.email.text());
  return about;
}

Result<Contact, Refusal> record(db::Write& db, const audit::Deed& by_whom,
                                const outbox::Outbox& outbox,
                                const organisation::Authority& authority, const NewContact& contact,
                                Access access, const Roles& roles) {
  const organisation::Scope& scope = authority.scope();
  const audit::Deed deed = authority.deed(by_whom);
  take_turn(db, authority);
  if (auto there = find(db, scope, contact.email)) {
    const bool as_asked = there->access == (access == Access::given);
    if (as_asked && is_already(*there, change_to(contact))) return std::move(*there);
    return fail(Refusal{.why = Refused::address_taken, .present = std::move(*there)});
  }
  const RoleNames given = set_of(contact.roles);
  if (auto problem = problem_of(db, scope, given, roles)) return fail(std::move(*problem));

  NewContact once = contact;
  once.roles.assign(given.begin(), given.end());
  const auto id = add(db, deed, scope, once);
  check(id.has_value(), "an address that nobody has is free");
  note_who(db, authority, *id);
  if (!given.empty()) {
    audit::record(db, deed, audit::Event::roles_changed,
                  about_kept(db, scope, present(db, scope, *id), detail_of(given, {})));
  }
  if (access == Access::given) return give_access(db, by_whom, outbox, authority, *id);
  return present(db, scope, *id);
}

Result<Contact, Refusal> change(db::Write& db, const audit::Deed& by_whom,
                                const organisation::Authority& authority, ContactId id,
                                const Change& to, const Roles& roles) {
  const organisation::Scope& scope = authority.scope();
  const audit::Deed deed = authority.deed(by_whom);
  take_turn(db, authority);
  auto kept = find_kept(db, scope, id);
  if (!kept) return fail(Refusal{.why = Refused::no_such_contact});
  const Contact& before = kept->contact;
  if (is_already(before, to)) return std::move(kept->contact);
  if (kept->version != to.version) return fail(clash_with(*kept));

  const RoleNames given = without(set_of(to.roles), set_of(before.roles));
  const RoleNames taken = without(set_of(before.roles), set_of(to.roles));
  if (taken.contains(std::string{administrator}) && is_last_administrator(db, scope, before)) {
    return fail(Refusal{.why = Refused::last_administrator});
  }
  if (auto problem = problem_of(db, scope, given, roles)) return fail(std::move(*problem));

  const auto changed = db.change(
      "UPDATE contact SET first_name = $3, last_name = $4, telephone = $5, job_position = $6,"
      " version = version + 1, changed_at = $7, changed_by = $8"
      " WHERE organisation_id = $1 AND id = $2 AND version = $9",
      {scope.id(), id, to.first_name, to.last_name, to.telephone, to.position, deed.now,
       authority.by(), to.version});
  check(changed == 1, "it is our turn");
  set_roles(db, scope, id, given, taken);
  const Contact after = present(db, scope, id);
  if (after.name() != before.name()) keep_words(db, scope.id(), after);

  if (auto fields = fields_changed(before, to); !fields.empty()) {
    audit::record(db, deed, audit::Event::contact_changed,
                  about_kept(db, scope, after, std::move(fields)));
  }
  if (!given.empty() || !taken.empty()) {
    audit::record(db, deed, audit::Event::roles_changed,
                  about_kept(db, scope, after, detail_of(given, taken)));
  }
  return after;
}

}  // namespace sallyport::contact
