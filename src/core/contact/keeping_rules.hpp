// What keeping people and keeping their access share. For those two files only.
#pragma once

#include "core/contact/keeping.hpp"

namespace sallyport::contact {

/// A contact person and how they came to be as they are.
struct Kept {
  Contact contact;
  std::int64_t version = 0;
  std::optional<Time> changed_at;
  std::string changed_by;
};

/// First in each of these deeds: whoever counts administrators or holders of a role waits here for
/// whoever counted before, so that two never count the same.
void take_turn(db::Write&, const organisation::Authority&);

[[nodiscard]] std::optional<Kept> find_kept(db::Read&, const organisation::Scope&, ContactId);
[[nodiscard]] Refusal clash_with(const Kept&);

/// Whether the organisation would have no administrator who can log in without this one.
[[nodiscard]] bool is_last_administrator(db::Read&, const organisation::Scope&, const Contact&);

/// After a change that knows no Authority.
void note_who(db::Write&, const organisation::Authority&, ContactId);

/// about_contact, and who that is.
[[nodiscard]] audit::About about_kept(db::Read&, const organisation::Scope&, const Contact&,
                                      std::string detail);

[[nodiscard]] bool has_role(const Contact&, std::string_view role);

}  // namespace sallyport::contact
