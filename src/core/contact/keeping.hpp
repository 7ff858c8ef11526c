// How administrators keep the contact persons of their organisation.
//
// Owns    the rules: the last administrator, oneself, how many may hold a role, and that of two who
//         change the same person at once the second is told.
// Read    keeping.hpp, role.hpp, keeping_store.cpp (people and roles), keeping_access_store.cpp
//         (access and the address).
// Why     docs/decisions/0034-authority.md.
//
// Whatever is refused changes nothing, tells nobody and is not in the audit log. What is already as
// it was asked to be is done: a button that was pressed twice is no clash.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/contact/access.hpp"
#include "core/contact/role.hpp"
#include "core/organisation/authority.hpp"

namespace sallyport::contact {

/// Why not, and what a page needs to say so.
struct Refusal {
  Refused why;
  std::string role = {};                // role_full, no_such_role: which
  std::optional<Contact> present = {};  // changed_meanwhile: as saved now; address_taken: whose
  std::int64_t version = 0;             // of `present`, so that the next press saves knowingly
  std::string changed_by = {};          // its name; empty: the operator, or the person
  std::optional<Time> changed_at = {};
};

/// All of what a form about a person shows; `version` is the one that was read with it.
struct Change {
  std::string first_name;  // all as in NewContact, checked by the caller
  std::string last_name;
  std::string telephone;
  std::string position;
  std::vector<std::string> roles;
  std::int64_t version = 0;
};

enum class Access { none, given };

/// Adds somebody with their roles, and gives access with the letter that tells them, if it is so
/// asked.
[[nodiscard]] Result<Contact, Refusal> record(db::Write&, const audit::Deed&, const outbox::Outbox&,
                                              const organisation::Authority&, const NewContact&,
                                              Access, const Roles&);

/// A role that nobody configures any more may be kept or taken, not given.
[[nodiscard]] Result<Contact, Refusal> change(db::Write&, const audit::Deed&,
                                              const organisation::Authority&, ContactId,
                                              const Change&, const Roles&);

/// Takes effect at once. Who had access is told, as when it is withdrawn; the account stays.
[[nodiscard]] Result<Contact, Refusal> remove(db::Write&, const audit::Deed&, const outbox::Outbox&,
                                              const organisation::Authority&, ContactId,
                                              std::int64_t version);

/// As in access.hpp, with the rules.
[[nodiscard]] Result<Contact, Refusal> give_access(db::Write&, const audit::Deed&,
                                                   const outbox::Outbox&,
                                                   const organisation::Authority&, ContactId);
[[nodiscard]] Result<Contact, Refusal> withdraw_access(db::Write&, const audit::Deed&,
                                                       const outbox::Outbox&,
                                                       const organisation::Authority&, ContactId);
[[nodiscard]] Result<Contact, Refusal> change_email(db::Write&, const audit::Deed&,
                                                    const outbox::Outbox&,
                                                    const organisation::Authority&, ContactId,
                                                    const Email&, std::int64_t version);

}  // namespace sallyport::contact
