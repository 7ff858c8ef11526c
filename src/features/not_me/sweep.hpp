// Forgets sign-ins after 90 days, and links to object that are past their time (R-PRIV-2).
#pragma once

#include "kit/db/database.hpp"

namespace sallyport::not_me {

void sweep(db::Database&, Time now);

}  // namespace sallyport::not_me
