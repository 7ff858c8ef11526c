// A contact person as the statements of this folder read one. Theirs only.
#pragma once

#include <string_view>

#include "core/contact/contact.hpp"

namespace sallyport::contact {

/// Of `contact c`.
inline constexpr std::string_view contact_columns =
    "c.id, c.email, c.first_name, c.last_name, c.telephone, c.job_position, c.access";

/// Without the roles.
inline Contact contact_of(const db::Row& row) {
  return {.id = row.id<ContactId>("id"),
          .email = row.email("email"),
          .first_name = row.text("first_name"),
          .last_name = row.text("last_name"),
          .telephone = row.text("telephone"),
          .position = row.text("job_position"),
          .access = row.boolean("access"),
          .roles = {}};
}

/// Whom an event about a contact person concerns: the account too, once there is one.
[[nodiscard]] audit::About about_contact(db::Read&, const organisation::Scope&, const Contact&);

}  // namespace sallyport::contact
