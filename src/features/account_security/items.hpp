// The things of all factors that an account has, as rows of a page.
#pragma once

#include <vector>

#include "kit/templates/template.hpp"
#include "site/visit.hpp"

namespace sallyport::account_security {

/// Rows with name, page, since, last_used, remark and warning; a text that there is not is empty.
[[nodiscard]] std::vector<templates::Model> item_rows(const site::InSession&);

}  // namespace sallyport::account_security
