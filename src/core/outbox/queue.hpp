// Letters as an operator sees them: what became of each, and why; never what stands in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::outbox {

enum class State {
  waiting,
  sent,      // handed over
  refused,   // the mail server would not have it
  outdated,  // its link or code stopped working before it could be handed over
  bounced,   // handed over, and came back
};

[[nodiscard]] std::string_view name_of(State);
[[nodiscard]] std::optional<State> state_called(std::string_view name);

struct Entry {
  LetterId id;
  std::string kind;
  Email to;
  State state = State::waiting;
  Time created_at;
  Time next_at;  // while it waits
  std::int64_t tries = 0;
  std::string last_error;
  std::optional<Time> sent_at;
  std::optional<Time> settled_at;
  std::optional<Time> expires_at;
};

/// The newest `most` of that state, or of all, oldest first.
[[nodiscard]] std::vector<Entry> newest(db::Read&, std::optional<State>, std::int64_t most);
[[nodiscard]] std::optional<Entry> find(db::Read&, LetterId);
[[nodiscard]] std::int64_t count(db::Read&, State);

/// Lets it go out at once. False for one that was sent, or whose link or code no longer works.
[[nodiscard]] bool retry(db::Write&, const audit::Deed&, LetterId);
/// All that were refused, or that wait for their next try. How many.
std::int64_t retry_all(db::Write&, const audit::Deed&);

/// It was handed over and came back. False when there is no such letter that was sent.
[[nodiscard]] bool mark_bounced(db::Write&, const audit::Deed&, LetterId, std::string_view reason);

}  // namespace sallyport::outbox
