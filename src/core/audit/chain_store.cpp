#include "core/audit/chain.hpp"
#include "core/audit/chain_rows.hpp"
#include "kit/crypto/signature.hpp"

namespace sallyport::audit {
namespace {

Checkpoint checkpoint_of(const db::Row& row) {
  return {.number = row.integer("number"),
          .sequence = row.integer("sequence"),
          .hash = row.bytes("hash"),
          .at = row.integer("at"),
          .key_version = row.integer("key_version"),
          .signature = row.bytes("signature")};
}

/// Number 0 when there is none.
Checkpoint newest_checkpoint(db::Read& db) {
  const auto row = db.find_one(
      "SELECT number, sequence, hash, at, key_version, signature FROM audit_checkpoint"
      " ORDER BY number DESC LIMIT 1");
  if (row) return checkpoint_of(*row);
  const auto truncation = newest_truncation(db);
  Checkpoint before_the_first;
  if (truncation) before_the_first.number = truncation->checkpoint;
  return before_the_first;
}

/// How far those reach that are old enough to go, without a gap, among the `most` oldest.
std::optional<End> reach(db::Read& db, Time before, std::int64_t most) {
  std::optional<End> last;
  for (const db::Row& row :
       db.find_all("SELECT s.sequence, s.hash, e.position, e.at FROM audit_seal s"
                   " JOIN audit_event e ON e.id = s.event_id ORDER BY s.sequence LIMIT $1",
                   {most})) {
    if (row.time("at") >= before) break;
    last = End{.sequence = row.integer("sequence"),
               .hash = row.bytes("hash"),
               .position = row.integer("position")};
  }
  return last;
}

}  // namespace

Recorded recorded_of(const db::Row& row) {
  const auto bytes = [&](std::string_view column) {
    return row.is_null(column) ? std::string{} : row.bytes(column);
  };
  return {.id = row.bytes("id"),
          .position = row.integer("position"),
          .at = row.integer("at"),
          .event = row.text("event"),
          .actor = row.text("actor"),
          .account = bytes("account_id"),
          .organisation = bytes("organisation_id"),
          .contact = bytes("contact_id"),
          .detail = row.text("detail"),
          .request = row.text("request"),
          .commitment = bytes("personal")};
}

End end_of_chain(db::Read& db) {
  const auto row = db.find_one(
      "SELECT s.sequence, s.hash, e.position FROM audit_seal s JOIN audit_event e ON e.id = "
      "s.event_id ORDER BY s.sequence DESC LIMIT 1");
  if (row) {
    return {.sequence = row->integer("sequence"),
            .hash = row->bytes("hash"),
            .position = row->integer("position")};
  }
  const auto truncation = newest_truncation(db);
  if (!truncation) return {};
  return {
      .sequence = truncation->sequence, .hash = truncation->hash, .position = truncation->position};
}

std::vector<Recorded> unsealed(db::Read& db, const End& end, std::int64_t most) {
  std::vector<Recorded> events;
  // From the same position on: two nodes may have recorded at one.
  for (const db::Row& row :
       db.find_all("SELECT id, position, at, event, actor, account_id, organisation_id, contact_id,"
                   " detail, request, personal FROM audit_event e WHERE position >= $1"
                   " AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)"
                   " ORDER BY position, id LIMIT $2",
                   {end.position, most})) {
    events.push_back(recorded_of(row));
  }
  return events;
}

bool append(db::Write& db, const End& end, const std::vector<Seal>& seals) {
  const End present = end_of_chain(db);
  if (present.sequence != end.sequence || present.hash != end.hash) return false;
  for (const Seal& seal : seals) {
    db.change("INSERT INTO audit_seal (sequence, event_id, hash) VALUES ($1, $2, $3)",
              {seal.sequence, db::Bytes{seal.event_id}, db::Bytes{seal.hash}});
  }
  return true;
}

bool checkpoint_due(db::Read& db, Time now) {
  constexpr std::int64_t most_seconds = 60;
  constexpr std::int64_t most_entries = 1000;
  const Checkpoint last = newest_checkpoint(db);
  const End end = end_of_chain(db);
  if (end.sequence <= last.sequence) return false;
  const std::int64_t passed = unix_seconds(now) - last.at;
  // A clock that was set back must not put checkpoints off.
  return passed >= most_seconds || passed < 0 || end.sequence - last.sequence >= most_entries;
}

std::optional<Checkpoint> add_checkpoint(db::Write& db, const crypto::Keys& signing_keys,
                                         Time now) {
  const Checkpoint last = newest_checkpoint(db);
  const End end = end_of_chain(db);
  if (end.sequence <= last.sequence) return std::nullopt;
  const auto key = signing_keys.newest();
  Checkpoint fresh{.number = last.number + 1,
                   .sequence = end.sequence,
                   .hash = end.hash,
                   .at = unix_seconds(now),
                   .key_version = key.number,
                   .signature = {}};
  fresh.signature = crypto::sign(key.key, signed_text(fresh));
  db.change(
      "INSERT INTO audit_checkpoint (number, sequence, hash, at, key_version, signature)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {fresh.number, fresh.sequence, db::Bytes{fresh.hash}, fresh.at, fresh.key_version,
       db::Bytes{fresh.signature}});
  return fresh;
}

std::vector<Checkpoint> checkpoints_after(db::Read& db, std::int64_t number, std::int64_t most) {
  std::vector<Checkpoint> checkpoints;
  for (const db::Row& row :
       db.find_all("SELECT number, sequence, hash, at, key_version, signature FROM audit_checkpoint"
                   " WHERE number > $1 ORDER BY number LIMIT $2",
                   {number, most})) {
    checkpoints.push_back(checkpoint_of(row));
  }
  return checkpoints;
}

std::int64_t newest_number(db::Read& db) { return newest_checkpoint(db).number; }

std::int64_t truncate(db::Write& db, const crypto::Keys& signing_keys, Time before, Time now,
                      std::int64_t most) {
  const auto last = reach(db, before, most);
  if (!last) return 0;
  const auto key = signing_keys.newest();
  const auto numbers = db.find_one(
      "SELECT COALESCE(MAX(number), 0) AS highest FROM audit_checkpoint WHERE sequence <= $1",
      {last->sequence});
  const auto earlier = newest_truncation(db);
  Truncation truncation{.sequence = last->sequence,
                        .position = last->position,
                        .checkpoint = std::max(numbers->integer("highest"),
                                               earlier ? earlier->checkpoint : std::int64_t{0}),
                        .hash = last->hash,
                        .at = unix_seconds(now),
                        .key_version = key.number,
                        .signature = {}};
  truncation.signature = crypto::sign(key.key, signed_text(truncation));
  db.change(
      "INSERT INTO audit_truncation (sequence, position, number, hash, at, key_version,"
      " signature) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {truncation.sequence, truncation.position, truncation.checkpoint, db::Bytes{truncation.hash},
       truncation.at, truncation.key_version, db::Bytes{truncation.signature}});
  db.change(
      "DELETE FROM audit_personal WHERE event_id IN (SELECT event_id FROM audit_seal WHERE "
      "sequence <= $1)",
      {truncation.sequence});
  const std::int64_t removed = db.change(
      "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_seal WHERE sequence <= $1)",
      {truncation.sequence});
  db.change("DELETE FROM audit_seal WHERE sequence <= $1", {truncation.sequence});
  db.change("DELETE FROM audit_checkpoint WHERE number <= $1", {truncation.checkpoint});
  db.change("DELETE FROM audit_truncation WHERE sequence < $1", {truncation.sequence});
  return removed;
}

std::optional<Truncation> newest_truncation(db::Read& db) {
  const auto row = db.find_one(
      "SELECT sequence, position, number, hash, at, key_version, signature"
      " FROM audit_truncation ORDER BY sequence DESC LIMIT 1");
  if (!row) return std::nullopt;
  return Truncation{.sequence = row->integer("sequence"),
                    .position = row->integer("position"),
                    .checkpoint = row->integer("number"),
                    .hash = row->bytes("hash"),
                    .at = row->integer("at"),
                    .key_version = row->integer("key_version"),
                    .signature = row->bytes("signature")};
}

std::int64_t forget_persons(db::Write& db, Time before, std::int64_t most) {
  return db.change(
      "DELETE FROM audit_personal WHERE event_id IN (SELECT event_id FROM audit_personal"
      " WHERE at < $1 ORDER BY at LIMIT $2)",
      {before, most});
}

std::int64_t forget_person(db::Write& db, const Deed& deed, AccountId account) {
  const auto forgotten = db.change(
      "DELETE FROM audit_personal WHERE event_id IN (SELECT id FROM audit_event WHERE account_id = "
      "$1)",
      {account});
  if (forgotten > 0) record(db, deed, Event::person_forgotten, {.account = account});
  return forgotten;
}

}  // namespace sallyport::audit
