// Giving a contact person access, withdrawing it, changing the address it hangs on.
//
// The answer to whoever does it is the same whether or not the address is known elsewhere: an
// address without a password gets an invitation, one with a password is told "you now have access".
#pragma once

#include "base/result.hpp"
#include "core/contact/contact.hpp"
#include "core/outbox/outbox.hpp"

namespace sallyport::contact {

/// The last five are keeping.hpp's.
enum class Refused {
  no_such_contact,
  has_access,
  has_no_access,
  address_taken,
  last_administrator,  // nobody would be left who can administer the organisation
  oneself,             // nobody takes their own access away, or their own record
  role_full,
  no_such_role,
  changed_meanwhile  // since what was changed was read
};

[[nodiscard]] Result<Contact, Refused> give_access(db::Write&, const audit::Deed&,
                                                   const outbox::Outbox&,
                                                   const organisation::Scope&, ContactId);

/// Gives it to a contact person who has none, without a letter: for people who are brought along
/// with the password that they know already. Their account is there afterwards.
void give_access_quietly(db::Write&, const audit::Deed&, const organisation::Scope&,
                         const Contact&);

/// Sends a new invitation (the old link stops working), or the letter "you have access" again.
[[nodiscard]] Result<Contact, Refused> invite(db::Write&, const audit::Deed&, const outbox::Outbox&,
                                              const organisation::Scope&, ContactId);

/// Takes effect at once: every step and every request looks the access up. Who has an account is
/// told.
[[nodiscard]] Result<Contact, Refused> withdraw_access(db::Write&, const audit::Deed&,
                                                       const outbox::Outbox&,
                                                       const organisation::Scope&, ContactId);
/// Without a letter: for somebody who asked for it.
[[nodiscard]] Result<Contact, Refused> withdraw_access_quietly(db::Write&, const audit::Deed&,
                                                               const organisation::Scope&,
                                                               ContactId);

/// Ends the old address's access here, of which that address is told, and, if there was any, gives
/// it to the new one. An account is never renamed: the old address keeps what other organisations
/// gave it.
[[nodiscard]] Result<Contact, Refused> change_email(db::Write&, const audit::Deed&,
                                                    const outbox::Outbox&,
                                                    const organisation::Scope&, ContactId,
                                                    const Email&);

}  // namespace sallyport::contact
