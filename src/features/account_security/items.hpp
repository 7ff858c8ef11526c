// What the pages of Account security tell of a person: the things of all factors that they have, as
// rows, and an exemption.
#pragma once

#include <vector>

#include "kit/templates/template.hpp"
#include "site/visit.hpp"

namespace sallyport::account_security {

/// Rows with name, page, since, last_used, remark and warning; a text that there is not is empty.
[[nodiscard]] std::vector<templates::Model> item_rows(const site::InSession&);

/// The day until which an exemption lets them in with the password alone; empty when none does.
[[nodiscard]] std::string exempt_until(const site::InSession&);

}  // namespace sallyport::account_security
