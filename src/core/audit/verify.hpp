// Whether the audit log is what was recorded: every entry, seal, checkpoint and truncation is
// looked at again, and held against the checkpoints that were kept outside of the database.
//
// Read    chain.hpp first.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/chain.hpp"
#include "core/audit/checkpoint_file.hpp"

namespace sallyport::audit {

/// Something that is not as it was recorded.
struct Problem {
  std::int64_t sequence = 0;  // of the entry; of a checkpoint: how far it reaches
  std::string sentence;
};

struct Verdict {
  std::int64_t first = 0;  // sequences; 0 when the chain is empty
  std::int64_t last = 0;
  std::int64_t checkpoints = 0;
  std::int64_t forgotten = 0;  // entries whose personal values were removed, as they may be
  std::int64_t unsigned_yet = 0;
  std::int64_t unsealed = 0;
  std::int64_t problems_in_all = 0;
  std::vector<Problem> problems;  // the first of them
};

/// Personal values older than this may be gone without a record of it (R-PRIV-2).
inline constexpr std::chrono::days personal_values_kept{90};
/// Entries are kept that long: 13 months.
inline constexpr std::chrono::days entries_kept{396};

/// One entry as it stands in the database. What is missing was removed.
struct Chained {
  std::int64_t sequence = 0;
  std::string event_id;
  std::string hash;
  std::optional<Recorded> event;
  std::optional<Personal> personal;
  std::int64_t personal_at = 0;
};

/// Entries after that sequence, in order.
[[nodiscard]] std::vector<Chained> entries_after(db::Read&, std::int64_t sequence,
                                                 std::int64_t most);

/// Entries in one piece, as an export takes them: up to a checkpoint where there is one.
struct Range {
  End before;
  std::int64_t last = 0;  // not greater than before.sequence: no entries
};

/// From the first entry recorded at or after `from` to the last one recorded before `to`.
[[nodiscard]] Range range_of(db::Read&, Time from, Time to);
/// Checkpoints about entries after `after` up to `last`, in order.
[[nodiscard]] std::vector<Checkpoint> checkpoints_about(db::Read&, std::int64_t after,
                                                        std::int64_t last);

/// Public keys by version.
using PublicKeys = std::map<std::int64_t, std::string>;
[[nodiscard]] PublicKeys public_keys_of(const crypto::Keys& signing_keys);

/// `kept`: the checkpoint file; nothing: there is none to hold against.
[[nodiscard]] Verdict verify(db::Database&, const PublicKeys&,
                             const std::optional<KeptCheckpoints>&, Time now);

}  // namespace sallyport::audit
