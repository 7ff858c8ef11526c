// For this folder only: what stands in the tables of the audit log beside the chain.
#pragma once

#include "kit/db/database.hpp"

namespace sallyport::audit {

struct Outside {
  std::int64_t unsealed = 0;            // recorded, and not in the chain yet
  std::int64_t put_in = 0;              // of these, before the chain's end: nobody records there
  std::int64_t persons_of_nothing = 0;  // personal values whose event is gone
  std::int64_t truncations = 0;
  std::int64_t last = 0;  // sequence of the newest seal
};

[[nodiscard]] Outside outside_of_chain(db::Read&);

}  // namespace sallyport::audit
