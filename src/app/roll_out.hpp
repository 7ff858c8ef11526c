// How far the people of each organisation are with activating a second factor.
#pragma once

#include <cstdint>
#include <map>

#include "base/id.hpp"
#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::app {

struct Progress {
  std::int64_t people = 0;     // with access
  std::int64_t activated = 0;  // of them, who have a second factor
  std::int64_t exempt = 0;     // of the others, of whom none is demanded yet
};

/// Of each organisation that gives somebody access.
[[nodiscard]] std::map<OrganisationId, Progress> progress_of_all(db::Read&, Day today);

}  // namespace sallyport::app
