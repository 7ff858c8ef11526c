// When no letter can be handed over: the mail server, or the folder, is away.
//
// One row while it lasts. Then one letter is tried every so often, and the others wait without
// being counted as tried; when one is taken, all go out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::outbox {

struct Outage {
  Time since;
  std::int64_t tries = 0;
  Time next_at;        // not tried before
  std::string reason;  // for the operator: what happened, and what to do
};

[[nodiscard]] std::optional<Outage> outage(db::Read&);
/// It began or goes on: tried again after 15, 30, 60 ... seconds, at most five minutes apart. The
/// letter that showed it is tried after the others: maybe it is the reason.
void mark_away(db::Write&, const audit::Deed&, LetterId, std::string_view reason);
void mark_back(db::Write&);

}  // namespace sallyport::outbox
