// A customer of the operator, with its own administrators and contact persons.
//
// Owns    table `organisation`.
// Read    organisation.hpp, scope.hpp (within which organisation something is done),
// organisation_store.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::organisation {

struct Organisation {
  OrganisationId id;
  std::int64_t number = 0;
  std::string name;
  Time created_at;
  std::optional<Day> required_from;  // a date of its own, beside everybody's
};

/// `name` has 1 to 120 letters (checked by the caller).
[[nodiscard]] Organisation add(db::Write&, const audit::Deed&, const std::string& name);

[[nodiscard]] std::optional<Organisation> find(db::Read&, std::int64_t number);
[[nodiscard]] std::optional<Organisation> find(db::Read&, OrganisationId);
/// From that day on its people need a second factor, where everybody's date is not earlier still.
void set_date(db::Write&, const audit::Deed&, OrganisationId, Day);
/// False when it has no date of its own.
[[nodiscard]] bool clear_date(db::Write&, const audit::Deed&, OrganisationId);

/// By number.
[[nodiscard]] std::vector<Organisation> all(db::Read&);

}  // namespace sallyport::organisation
