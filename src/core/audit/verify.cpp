#include "core/audit/verify.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <set>

#include "base/encoding.hpp"
#include "core/audit/verify_rows.hpp"
#include "kit/crypto/signature.hpp"

namespace sallyport::audit {
namespace {

constexpr std::int64_t at_once = 1000;
constexpr std::size_t most_told = 20;

class Verification {
 public:
  Verification(const PublicKeys& keys, Time now) : keys_(keys), now_(now) {}

  void begin(const std::optional<Truncation>& truncation) {
    if (!truncation) return;
    end_ = {.sequence = truncation->sequence,
            .hash = truncation->hash,
            .position = truncation->position};
    first_checkpoint_ = truncation->checkpoint;
    if (!signed_by_us(truncation->key_version, signed_text(*truncation), truncation->signature)) {
      tell(truncation->sequence, "the truncation that the log begins with is not signed by us");
    }
    hashes_[end_.sequence] = end_.hash;
  }

  void look_at(const Chained& entry) {
    if (verdict.first == 0) verdict.first = entry.sequence;
    const std::int64_t expected = end_.sequence + 1;
    if (entry.sequence != expected) tell(expected, gap(expected, entry.sequence));
    look_at_event(entry);
    end_ = {.sequence = entry.sequence, .hash = entry.hash, .position = end_.position};
    verdict.last = entry.sequence;
    if (wanted_.contains(entry.sequence)) hashes_[entry.sequence] = entry.hash;
  }

  /// Which hashes the checkpoints will ask for.
  void want(const std::vector<Checkpoint>& checkpoints) {
    for (const Checkpoint& checkpoint : checkpoints) wanted_.insert(checkpoint.sequence);
  }

  void look_at(const std::vector<Checkpoint>& checkpoints) {
    std::int64_t expected = first_checkpoint_;
    for (const Checkpoint& checkpoint : checkpoints) {
      if (checkpoint.number != ++expected) {
        tell(checkpoint.sequence, fmt::format("checkpoint {} is not there", expected));
        expected = checkpoint.number;
      }
      hold("checkpoint", checkpoint);
      signed_up_to_ = std::max(signed_up_to_, checkpoint.sequence);
      ++verdict.checkpoints;
    }
  }

  void look_at_kept(const KeptCheckpoints& kept, const std::vector<Checkpoint>& own) {
    for (const std::int64_t line : kept.unreadable) {
      tell(0, fmt::format("line {} of the checkpoint file cannot be read", line));
    }
    std::map<std::int64_t, const Checkpoint*> by_number;
    for (const Checkpoint& checkpoint : own) by_number[checkpoint.number] = &checkpoint;
    for (const Checkpoint& checkpoint : kept.checkpoints) {
      if (checkpoint.number <= first_checkpoint_) continue;  // of what was removed in its time
      const auto same = by_number.find(checkpoint.number);
      if (same != by_number.end() && *same->second == checkpoint) continue;
      if (same == by_number.end()) {
        tell(checkpoint.sequence,
             fmt::format("checkpoint {} of the checkpoint file is not in the database: its end was"
                         " cut off, or it was replaced by an old copy",
                         checkpoint.number));
      } else {
        tell(checkpoint.sequence,
             fmt::format("checkpoint {} of the checkpoint file says something else than the one in"
                         " the database",
                         checkpoint.number));
      }
      hold("the checkpoint file's checkpoint", checkpoint);
    }
    if (kept.checkpoints.empty() && !own.empty()) tell(0, "the checkpoint file is empty");
  }

  void look_at(const Outside& outside) {
    verdict.unsealed = outside.unsealed;
    if (outside.put_in > 0) {
      tell(0, fmt::format("{} events stand before the chain's end and are not in it: they were put"
                          " in, or their seals were changed",
                          outside.put_in));
    }
    if (outside.persons_of_nothing > 0) {
      tell(0, fmt::format("{} rows of personal values belong to no event",
                          outside.persons_of_nothing));
    }
    if (outside.truncations > 1) tell(0, "there is more than one truncation");
  }

  void finish() {
    for (const Forgotten& forgotten : forgotten_) {
      const auto record = persons_forgotten_.find(forgotten.account);
      const bool recorded =
          record != persons_forgotten_.end() && record->second > forgotten.sequence;
      if (!recorded) {
        tell(forgotten.sequence, "the personal values of the entry were removed without a record");
      }
    }
    if (verdict.problems_in_all > 0) return;
    verdict.unsigned_yet =
        verdict.last == 0 ? 0 : verdict.last - std::max(signed_up_to_, verdict.first - 1);
  }

  void tell(std::int64_t sequence, std::string sentence) {
    ++verdict.problems_in_all;
    if (verdict.problems.size() < most_told) {
      verdict.problems.push_back({.sequence = sequence, .sentence = std::move(sentence)});
    }
  }

  Verdict verdict;

 private:
  struct Forgotten {
    std::int64_t sequence = 0;
    std::string account;
  };

  void look_at_event(const Chained& entry) {
    if (!entry.event) return tell(entry.sequence, "the event was taken out");
    const Recorded& event = *entry.event;
    if (entry_hash(end_.hash, entry.sequence, event) != entry.hash) {
      tell(entry.sequence, "the event, its seal or the order is not as it was recorded");
    }
    look_at_person(entry, event);
    if (event.event == name_of(Event::person_forgotten)) {
      persons_forgotten_[event.account] = entry.sequence;
    }
  }

  void look_at_person(const Chained& entry, const Recorded& event) {
    if (!entry.personal) {
      if (event.commitment.empty()) return;
      ++verdict.forgotten;
      const bool in_time = event.at < unix_seconds(now_ - personal_values_kept);
      if (!in_time) forgotten_.push_back({.sequence = entry.sequence, .account = event.account});
      return;
    }
    const Personal& personal = *entry.personal;
    if (event.commitment.empty() && !personal.salt) return;  // from before the chain
    if (entry.personal_at != event.at || !personal.salt ||
        commitment_to(*personal.salt, personal.address, personal.words) != event.commitment) {
      tell(entry.sequence, "the personal values of the event are not those that were recorded");
    }
  }

  static std::string gap(std::int64_t expected, std::int64_t found) {
    if (found < expected) return fmt::format("entry {} stands where it cannot", found);
    if (found == expected + 1) return fmt::format("entry {} was taken out", expected);
    return fmt::format("entries {} to {} were taken out", expected, found - 1);
  }

  void hold(std::string_view what, const Checkpoint& checkpoint) {
    if (!signed_by_us(checkpoint.key_version, signed_text(checkpoint), checkpoint.signature)) {
      return tell(checkpoint.sequence,
                  fmt::format("{} {} is not signed by us", what, checkpoint.number));
    }
    const auto hash = hashes_.find(checkpoint.sequence);
    if (hash == hashes_.end()) {
      tell(checkpoint.sequence, fmt::format("{} {} is about entry {}, which is not there", what,
                                            checkpoint.number, checkpoint.sequence));
    } else if (hash->second != checkpoint.hash) {
      tell(checkpoint.sequence, fmt::format("{} {} says that the log up to here was another one",
                                            what, checkpoint.number));
    }
  }

  [[nodiscard]] bool signed_by_us(std::int64_t version, std::string_view text,
                                  std::string_view signature) const {
    const auto key = keys_.find(version);
    return key != keys_.end() && crypto::is_signed(text, signature, key->second);
  }

  const PublicKeys& keys_;
  Time now_;
  End end_;
  std::int64_t first_checkpoint_ = 0;
  std::int64_t signed_up_to_ = 0;
  std::set<std::int64_t> wanted_;
  std::map<std::int64_t, std::string> hashes_;
  std::vector<Forgotten> forgotten_;
  std::map<std::string, std::int64_t> persons_forgotten_;
};

}  // namespace

PublicKeys public_keys_of(const crypto::Keys& signing_keys) {
  PublicKeys keys;
  for (const auto& version : signing_keys.all()) {
    keys[version.number] = crypto::public_key_of(version.key);
  }
  return keys;
}

Verdict verify(db::Database& database, const PublicKeys& keys,
               const std::optional<KeptCheckpoints>& kept, Time now) {
  struct Beginning {
    std::optional<Truncation> truncation;
    std::vector<Checkpoint> checkpoints;
    Outside outside;
  };
  // What is recorded meanwhile is left out; what is removed meanwhile is a problem told wrongly,
  // which the next run will not tell.
  const auto beginning = database.read([](db::Read& db) {
    return Beginning{.truncation = newest_truncation(db),
                     .checkpoints = checkpoints_after(db, 0, most_checkpoints),
                     .outside = outside_of_chain(db)};
  });
  Verification verification{keys, now};
  verification.begin(beginning.truncation);
  verification.want(beginning.checkpoints);
  if (kept) verification.want(kept->checkpoints);
  for (std::int64_t sequence = std::numeric_limits<std::int64_t>::min();;) {
    const auto entries =
        database.read([&](db::Read& db) { return entries_after(db, sequence, at_once); });
    for (const Chained& entry : entries) {
      if (entry.sequence <= beginning.outside.last) verification.look_at(entry);
    }
    if (entries.size() < static_cast<std::size_t>(at_once)) break;
    sequence = entries.back().sequence;
    if (sequence >= beginning.outside.last) break;
  }
  verification.look_at(beginning.checkpoints);
  if (kept) {
    verification.look_at_kept(*kept, beginning.checkpoints);
  } else if (!beginning.checkpoints.empty()) {
    verification.tell(0, "the checkpoint file is not there");
  }
  verification.look_at(beginning.outside);
  verification.finish();
  return verification.verdict;
}

}  // namespace sallyport::audit
