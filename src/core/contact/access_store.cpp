#include "core/account/account.hpp"
#include "core/contact/access.hpp"
#include "core/contact/contact_row.hpp"
#include "core/contact/list.hpp"
#include "core/link/link.hpp"
#include "core/objection/objection.hpp"
#include "core/organisation/organisation.hpp"

namespace sallyport::contact {
namespace {

/// Writes to the person: how to get in for the first time, or that a further organisation lets them
/// in.
void tell(db::Write& db, const audit::Deed& deed, const outbox::Outbox& outbox,
          const organisation::Scope& scope, const Contact& contact) {
  const account::Account account = account::find_or_add(db, deed, contact.email);
  const auto organisation = organisation::find(db, scope.id());
  check(organisation.has_value(), "a scope is of an organisation that exists");

  outbox::Letter letter{.kind = outbox::Kind::access_given,
                        .to = contact.email,
                        .account = account.id,
                        .language = account.language,
                        .texts = {{"name", contact.name()}, {"organisation", organisation->name}}};
  if (!account.password_set_at) {
    letter.kind = outbox::Kind::invitation;
    letter.link_token =
        link::make(db, deed, link::Purpose::set_password, account.id, account.password_version);
  } else {
    letter.link_token = objection::make(db, deed,
                                        {.told = objection::Told::access_given,
                                         .account = account.id,
                                         .item = organisation->name,
                                         .organisation = scope.id()});
  }
  outbox.post(db, deed, letter);
  db.change("UPDATE contact SET invited_at = $3 WHERE organisation_id = $1 AND id = $2",
            {scope.id(), contact.id, deed.now});
  audit::record(db, deed, audit::Event::invited,
                {.account = account.id, .organisation = scope.id(), .contact = contact.id});
}

/// Tells the old address that it no longer opens this organisation's part of the portal.
void tell_old_address(db::Write& db, const audit::Deed& deed, const outbox::Outbox& outbox,
                      const organisation::Scope& scope, const Contact& before) {
  const account::Account account = account::find_or_add(db, deed, before.email);
  const auto organisation = organisation::find(db, scope.id());
  check(organisation.has_value(), "a scope is of an organisation that exists");
  outbox.post(db, deed,
              {.kind = outbox::Kind::email_changed,
               .to = before.email,
               .account = account.id,
               .language = account.language,
               .texts = {{"name", before.name()}, {"organisation", organisation->name}},
               .link_token = objection::make(db, deed,
                                             {.told = objection::Told::email_changed,
                                              .account = account.id,
                                              .item = organisation->name,
                                              .organisation = scope.id()})});
}

/// An end that its owner can do nothing about but ask, so without a link.
void tell_of_withdrawal(db::Write& db, const audit::Deed& deed, const outbox::Outbox& outbox,
                        const organisation::Scope& scope, const Contact& contact) {
  const auto account = account::find(db, contact.email);
  if (!account) return;
  const auto organisation = organisation::find(db, scope.id());
  check(organisation.has_value(), "a scope is of an organisation that exists");
  outbox.post(db, deed,
              {.kind = outbox::Kind::access_withdrawn,
               .to = contact.email,
               .account = account->id,
               .language = account->language,
               .texts = {{"name", contact.name()}, {"organisation", organisation->name}},
               .link_token = {}});
}

void set_access(db::Write& db, const audit::Deed& deed, const organisation::Scope& scope,
                ContactId id, bool access) {
  db.change(
      "UPDATE contact SET access = $3, version = version + 1, changed_at = $4, changed_by = NULL"
      " WHERE organisation_id = $1 AND id = $2",
      {scope.id(), id, access, deed.now});
}

}  // namespace

audit::About about_contact(db::Read& db, const organisation::Scope& scope, const Contact& contact) {
  const auto account = account::find(db, contact.email);
  return {.account = account ? std::optional{account->id} : std::nullopt,
          .organisation = scope.id(),
          .contact = contact.id};
}

Result<Contact, Refused> give_access(db::Write& db, const audit::Deed& deed,
                                     const outbox::Outbox& outbox, const organisation::Scope& scope,
                                     ContactId id) {
  auto contact = find(db, scope, id);
  if (!contact) return fail(Refused::no_such_contact);
  if (contact->access) return fail(Refused::has_access);
  set_access(db, deed, scope, id, true);
  contact->access = true;
  audit::record(db, deed, audit::Event::access_given, about_contact(db, scope, *contact));
  tell(db, deed, outbox, scope, *contact);
  return std::move(*contact);
}

void give_access_quietly(db::Write& db, const audit::Deed& deed, const organisation::Scope& scope,
                         const Contact& contact) {
  set_access(db, deed, scope, contact.id, true);
  const account::Account account = account::find_or_add(db, deed, contact.email);
  audit::record(db, deed, audit::Event::access_given,
                {.account = account.id, .organisation = scope.id(), .contact = contact.id});
}

Result<Contact, Refused> invite(db::Write& db, const audit::Deed& deed,
                                const outbox::Outbox& outbox, const organisation::Scope& scope,
                                ContactId id) {
  auto contact = find(db, scope, id);
  if (!contact) return fail(Refused::no_such_contact);
  if (!contact->access) return fail(Refused::has_no_access);
  tell(db, deed, outbox, scope, *contact);
  return std::move(*contact);
}

Result<Contact, Refused> withdraw_access(db::Write& db, const audit::Deed& deed,
                                         const outbox::Outbox& outbox,
                                         const organisation::Scope& scope, ContactId id) {
  auto contact = withdraw_access_quietly(db, deed, scope, id);
  if (contact) tell_of_withdrawal(db, deed, outbox, scope, *contact);
  return contact;
}

Result<Contact, Refused> withdraw_access_quietly(db::Write& db, const audit::Deed& deed,
                                                 const organisation::Scope& scope, ContactId id) {
  auto contact = find(db, scope, id);
  if (!contact) return fail(Refused::no_such_contact);
  if (!contact->access) return fail(Refused::has_no_access);
  set_access(db, deed, scope, id, false);
  contact->access = false;
  audit::record(db, deed, audit::Event::access_withdrawn, about_contact(db, scope, *contact));
  return std::move(*contact);
}

Result<Contact, Refused> change_email(db::Write& db, const audit::Deed& deed,
                                      const outbox::Outbox& outbox,
                                      const organisation::Scope& scope, ContactId id,
                                      const Email& email) {
  auto contact = find(db, scope, id);
  if (!contact) return fail(Refused::no_such_contact);
  if (contact->email == email) return std::move(*contact);
  if (find(db, scope, email)) return fail(Refused::address_taken);
  db.change(
      "UPDATE contact SET email = $3, last_chosen_at = NULL, invited_at = NULL,"
      " version = version + 1, changed_at = $4, changed_by = NULL"
      " WHERE organisation_id = $1 AND id = $2",
      {scope.id(), id, email, deed.now});
  // Before the address is another one: it concerns the account that loses the access.
  const audit::About concerned = about_contact(db, scope, *contact);
  if (contact->access) tell_old_address(db, deed, outbox, scope, *contact);
  contact->email = email;
  keep_words(db, scope.id(), *contact);
  audit::record(db, deed, audit::Event::contact_email_changed, concerned);
  if (contact->access) tell(db, deed, outbox, scope, *contact);
  return std::move(*contact);
}

}  // namespace sallyport::contact
