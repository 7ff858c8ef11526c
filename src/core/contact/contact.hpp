// Contact persons of an organisation, and the two conditions of access.
//
// Owns    tables `contact`, `contact_role`.
// Read    contact.hpp, access.hpp (giving and withdrawing it), contact_store.cpp, list.hpp (a page
//         at a time, and search).
//
// Condition 1: an administrator recorded the person. Condition 2: their current e-mail address is
// recorded. Both are one thing here: a contact with that address and with access. They are looked
// up at every step and every request, never remembered, so withdrawing takes effect at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "core/organisation/authority.hpp"
#include "core/organisation/scope.hpp"
#include "kit/db/database.hpp"

namespace sallyport::contact {

/// The one role that is built in; it opens the organisation's own pages.
inline constexpr std::string_view administrator = "administrator";

struct Contact {
  ContactId id;
  Email email;
  std::string first_name;
  std::string last_name;
  std::string telephone = {};  // may be empty, like the position
  std::string position = {};   // the job title, never a role
  bool access = false;
  std::vector<std::string> roles;

  [[nodiscard]] std::string name() const { return first_name + " " + last_name; }
};

struct NewContact {
  Email email;
  std::string first_name;  // 1 to 80 letters, checked by the caller; so is last_name
  std::string last_name;
  std::string telephone = {};  // at most 40 letters
  std::string position = {};   // at most 80
  std::vector<std::string> roles;
};

/// Nothing when the organisation already has a contact person with that address.
[[nodiscard]] std::optional<ContactId> add(db::Write&, const audit::Deed&,
                                           const organisation::Scope&, const NewContact&);
[[nodiscard]] std::optional<Contact> find(db::Read&, const organisation::Scope&, ContactId);
[[nodiscard]] std::optional<Contact> find(db::Read&, const organisation::Scope&, const Email&);
/// By last name, then first name.
[[nodiscard]] std::vector<Contact> all(db::Read&, const organisation::Scope&);

/// One organisation that a person may enter.
struct Membership {
  OrganisationId organisation;
  std::string organisation_name;
  ContactId contact;
  std::string person_name;
  bool is_administrator = false;
  std::optional<Day> required_from;  // the organisation's own date, see core/organisation

  [[nodiscard]] organisation::Scope scope() const { return organisation::Scope{organisation}; }
};

/// The organisations that gave this address access, the last chosen first, then by name. Empty:
/// nobody did.
[[nodiscard]] std::vector<Membership> memberships(db::Read&, const Email&);

/// Somebody whom an organisation lets in. Who is let in by several is there as many times.
struct WithAccess {
  OrganisationId organisation;
  AccountId account;
};
[[nodiscard]] std::vector<WithAccess> all_with_access(db::Read&);

/// The right to change that organisation, while the account's address has access there and the role
/// of an administrator. Looked up in the transaction that changes something, and used in no other.
[[nodiscard]] std::optional<organisation::Authority> authority(db::Read&, const Membership&,
                                                               AccountId);

/// Those who administer the organisation and have access.
[[nodiscard]] std::vector<Email> administrators(db::Read&, const organisation::Scope&);

/// Whether any organisation did; reads less than memberships().
[[nodiscard]] bool has_access(db::Read&, const Email&);

/// The roles of a contact person, in order.
[[nodiscard]] std::vector<std::string> roles(db::Read&, const organisation::Scope&, ContactId);

/// Remembers that this organisation was chosen, for the order of memberships().
void remember_chosen(db::Write&, const organisation::Scope&, ContactId, Time now);

}  // namespace sallyport::contact
