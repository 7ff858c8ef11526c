// Tries at links from emails: a sender of twenty in a minute that do not open waits.
//
// Source  requirement list §2.8 (token endpoints). The try is spent in the transaction that looks,
//         before the look, and given back there when the link opens.
#pragma once

#include "kit/db/database.hpp"
#include "kit/http/message.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

/// False: too many did not open, and the link must not be looked at.
[[nodiscard]] bool spend_link_try(db::Write&, const Visit&);
void give_back_link_try(db::Write&, const Visit&);

/// The answer to one that was not looked at.
[[nodiscard]] http::Response too_many_links(const Visit&);

}  // namespace sallyport::site
