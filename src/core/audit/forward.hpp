// Events handed on to the machine's log service, each at least once and in order.
//
// Owns    table `audit_forward`, one row: up to where that is done.
//
// A sender's address is not handed on: here it is forgotten after its time, there nobody could take
// it back. The request's id leads to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::audit {

struct Forwarded {
  std::int64_t position = 0;
  Time at;
  std::string event;
  std::string body;  // JSON
};

/// The oldest `most` that were not handed on. None at the very first call: what happened before
/// somebody asked for it stays here.
[[nodiscard]] std::vector<Forwarded> to_forward(db::Write&, std::int64_t most);
void mark_forwarded(db::Write&, std::int64_t position);

}  // namespace sallyport::audit
