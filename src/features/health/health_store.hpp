// Whether the database answers.
#pragma once

#include "kit/db/database.hpp"

namespace sallyport::health {

/// Looks at a table of ours, so that an empty database is not taken for a good one. Throws
/// Unavailable.
[[nodiscard]] bool is_readable(db::Read&);

/// Writes what is there already. Throws Unavailable when the database can keep nothing.
void try_to_write(db::Write&);

}  // namespace sallyport::health
