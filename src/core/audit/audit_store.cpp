#include <algorithm>

#include "core/audit/audit.hpp"
#include "core/audit/chain.hpp"

namespace sallyport::audit {
namespace {

std::string_view word(Actor actor) {
  switch (actor) {
    case Actor::visitor:
      return "visitor";
    case Actor::account:
      return "account";
    case Actor::operator_command:
      return "operator";
    case Actor::job:
      return "job";
    case Actor::administrator:
      return "administrator";
  }
  throw Bug("every actor has a word");
}

std::string text_of(const Deed& deed) {
  check(deed.actor != Actor::administrator || !deed.by.empty(), "an administrator is somebody");
  std::string text{word(deed.actor)};
  if (!deed.by.empty()) text += " " + deed.by;
  return text;
}

}  // namespace

void record(db::Write& db, const Deed& deed, Event event, const About& about) {
  const auto id = crypto::fresh_id_in_order<EventId>(deed.random, deed.now);
  std::optional<db::Bytes> commitment;
  if (!deed.address.empty() || !about.words.empty()) {
    const std::string salt = deed.random.bytes(16);
    commitment = db::Bytes{commitment_to(salt, deed.address, about.words)};
    db.change(
        "INSERT INTO audit_personal (event_id, at, salt, address, words)"
        " VALUES ($1, $2, $3, $4, $5)",
        {id, deed.now, db::Bytes{salt}, deed.address, about.words});
  }
  db.change(
      "INSERT INTO audit_event (id, position, at, event, actor, account_id, organisation_id,"
      " contact_id, detail, personal, request)"
      " VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM"
      "  (SELECT MAX(position) AS position FROM audit_event UNION ALL"
      "   SELECT MAX(position) FROM audit_truncation) positions),"
      " $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {id, deed.now, name_of(event), text_of(deed), about.account, about.organisation,
       about.contact, about.detail, commitment, deed.request});
}

std::vector<Entry> newest(db::Read& db, const Filter& filter, std::int64_t most) {
  std::vector<Entry> entries;
  for (const db::Row& row :
       db.find_all("SELECT e.at, event, actor, account_id, organisation_id, contact_id, detail,"
                   " address, words, request"
                   " FROM audit_event e LEFT JOIN audit_personal p ON p.event_id = e.id"
                   " WHERE ($1 IS NULL OR account_id = $1) AND ($2 IS NULL OR organisation_id = $2)"
                   " ORDER BY position DESC LIMIT $3",
                   {filter.account, filter.organisation, most})) {
    entries.push_back({.at = row.time("at"),
                       .event = row.text("event"),
                       .actor = row.text("actor"),
                       .account = row.maybe_id<AccountId>("account_id"),
                       .organisation = row.maybe_id<OrganisationId>("organisation_id"),
                       .contact = row.maybe_id<ContactId>("contact_id"),
                       .detail = row.text("detail"),
                       .address = row.maybe_text("address").value_or(""),
                       .words = row.maybe_text("words").value_or(""),
                       .request = row.text("request")});
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::optional<Time> newest_moment(db::Read& db) {
  const auto row = db.find_one("SELECT at FROM audit_event ORDER BY position DESC LIMIT 1");
  if (!row) return std::nullopt;
  return row->time("at");
}

}  // namespace sallyport::audit
