#include "core/audit/chain_rows.hpp"
#include "core/audit/verify.hpp"
#include "core/audit/verify_rows.hpp"

namespace sallyport::audit {

std::vector<Chained> entries_after(db::Read& db, std::int64_t sequence, std::int64_t most) {
  std::vector<Chained> entries;
  for (const db::Row& row : db.find_all(
           "SELECT s.sequence, s.event_id, s.hash, e.id, e.position, e.at, e.event, e.actor,"
           " e.account_id, e.organisation_id, e.contact_id, e.detail, e.request, e.personal,"
           " p.event_id AS person, p.at AS personal_at, p.salt, p.address, p.words"
           " FROM audit_seal s LEFT JOIN audit_event e ON e.id = s.event_id"
           " LEFT JOIN audit_personal p ON p.event_id = s.event_id"
           " WHERE s.sequence > $1 ORDER BY s.sequence LIMIT $2",
           {sequence, most})) {
    Chained entry{.sequence = row.integer("sequence"),
                  .event_id = row.bytes("event_id"),
                  .hash = row.bytes("hash"),
                  .event = std::nullopt,
                  .personal = std::nullopt,
                  .personal_at = row.maybe_integer("personal_at").value_or(0)};
    if (!row.is_null("id")) entry.event = recorded_of(row);
    if (!row.is_null("person")) {
      entry.personal =
          Personal{.salt = row.is_null("salt") ? std::nullopt : std::optional{row.bytes("salt")},
                   .address = row.text("address"),
                   .words = row.text("words")};
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

Outside outside_of_chain(db::Read& db) {
  const End end = end_of_chain(db);
  const auto row = db.find_one(
      "SELECT"
      " (SELECT COUNT(*) FROM audit_event e WHERE NOT EXISTS"
      "   (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)) AS unsealed,"
      " (SELECT COUNT(*) FROM audit_event e WHERE e.position < $1 AND NOT EXISTS"
      "   (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)) AS put_in,"
      " (SELECT COUNT(*) FROM audit_personal p WHERE NOT EXISTS"
      "   (SELECT 1 FROM audit_event e WHERE e.id = p.event_id)) AS persons,"
      " (SELECT COUNT(*) FROM audit_truncation) AS truncations,"
      " (SELECT COALESCE(MAX(sequence), 0) FROM audit_seal) AS last",
      {end.position});
  return {.unsealed = row->integer("unsealed"),
          .put_in = row->integer("put_in"),
          .persons_of_nothing = row->integer("persons"),
          .truncations = row->integer("truncations"),
          .last = row->integer("last")};
}

Range range_of(db::Read& db, Time from, Time to) {
  const auto ends = db.find_one(
      "SELECT COALESCE(MIN(s.sequence), 0) AS first, COALESCE(MAX(s.sequence), -1) AS last"
      " FROM audit_seal s JOIN audit_event e ON e.id = s.event_id WHERE e.at >= $1 AND e.at < $2",
      {from, to});
  Range range{.before = {}, .last = ends->integer("last")};
  range.before.sequence = ends->integer("first") - 1;
  if (range.last <= range.before.sequence) return Range{};
  const auto before = db.find_one(
      "SELECT hash FROM audit_seal WHERE sequence = $1 UNION ALL"
      " SELECT hash FROM audit_truncation WHERE sequence = $1",
      {range.before.sequence});
  if (before) range.before.hash = before->bytes("hash");
  const auto signed_at = db.find_one(
      "SELECT MIN(sequence) AS sequence FROM audit_checkpoint WHERE sequence >= $1", {range.last});
  if (!signed_at->is_null("sequence")) range.last = signed_at->integer("sequence");
  return range;
}

std::vector<Checkpoint> checkpoints_about(db::Read& db, std::int64_t after, std::int64_t last) {
  std::vector<Checkpoint> checkpoints;
  for (const Checkpoint& checkpoint : checkpoints_after(db, 0, most_checkpoints)) {
    if (checkpoint.sequence > after && checkpoint.sequence <= last) {
      checkpoints.push_back(checkpoint);
    }
  }
  return checkpoints;
}

}  // namespace sallyport::audit
