#include "core/contact/keeping_rules.hpp"

namespace sallyport::contact {
namespace {

/// What access.hpp answers once the rules have been looked at.
Result<Contact, Refusal> done(db::Write& db, const organisation::Authority& authority,
                              Result<Contact, Refused> result) {
  if (!result) return fail(Refusal{.why = result.error()});
  note_who(db, authority, result->id);
  return std::move(*result);
}

/// Why nobody may take this person's way in away.
std::optional<Refusal> problem_of_taking_away(db::Read& db,
                                              const organisation::Authority& authority,
                                              const Contact& contact) {
  if (authority.by() == contact.id) return Refusal{.why = Refused::oneself};
  if (is_last_administrator(db, authority.scope(), contact)) {
    return Refusal{.why = Refused::last_administrator};
  }
  return std::nullopt;
}

}  // namespace

Result<Contact, Refusal> give_access(db::Write& db, const audit::Deed& deed,
                                     const outbox::Outbox& outbox,
                                     const organisation::Authority& authority, ContactId id) {
  return done(db, authority, give_access(db, authority.deed(deed), outbox, authority.scope(), id));
}

Result<Contact, Refusal> withdraw_access(db::Write& db, const audit::Deed& deed,
                                         const outbox::Outbox& outbox,
                                         const organisation::Authority& authority, ContactId id) {
  take_turn(db, authority);
  const auto contact = find(db, authority.scope(), id);
  if (!contact) return fail(Refusal{.why = Refused::no_such_contact});
  if (auto problem = problem_of_taking_away(db, authority, *contact)) {
    return fail(std::move(*problem));
  }
  return done(db, authority,
              withdraw_access(db, authority.deed(deed), outbox, authority.scope(), id));
}

Result<Contact, Refusal> change_email(db::Write& db, const audit::Deed& deed,
                                      const outbox::Outbox& outbox,
                                      const organisation::Authority& authority, ContactId id,
                                      const Email& email, std::int64_t version) {
  const organisation::Scope& scope = authority.scope();
  take_turn(db, authority);
  auto kept = find_kept(db, scope, id);
  if (!kept) return fail(Refusal{.why = Refused::no_such_contact});
  if (kept->contact.email == email) return std::move(kept->contact);
  if (kept->version != version) return fail(clash_with(*kept));
  // Of a mistyped address the organisation would learn when nobody can mend it any more.
  if (auto problem = problem_of_taking_away(db, authority, kept->contact)) {
    return fail(std::move(*problem));
  }
  if (auto there = find(db, scope, email)) {
    return fail(Refusal{.why = Refused::address_taken, .present = std::move(*there)});
  }
  return done(db, authority, change_email(db, authority.deed(deed), outbox, scope, id, email));
}

Result<Contact, Refusal> remove(db::Write& db, const audit::Deed& by_whom,
                                const outbox::Outbox& outbox,
                                const organisation::Authority& authority, ContactId id,
                                std::int64_t version) {
  const organisation::Scope& scope = authority.scope();
  const audit::Deed deed = authority.deed(by_whom);
  take_turn(db, authority);
  auto kept = find_kept(db, scope, id);
  if (!kept) return fail(Refusal{.why = Refused::no_such_contact});
  if (kept->version != version) return fail(clash_with(*kept));
  if (auto problem = problem_of_taking_away(db, authority, kept->contact)) {
    return fail(std::move(*problem));
  }
  if (kept->contact.access) {
    const auto withdrawn = withdraw_access(db, deed, outbox, scope, id);
    check(withdrawn.has_value(), "who has access can lose it");
  }
  audit::record(db, deed, audit::Event::contact_removed, about_kept(db, scope, kept->contact, {}));
  // Roles and words go with the row. Sessions and links look the contact person up.
  db.change("DELETE FROM contact WHERE organisation_id = $1 AND id = $2", {scope.id(), id});
  return std::move(kept->contact);
}

}  // namespace sallyport::contact
