#include <algorithm>

#include "core/audit/audit.hpp"

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
  }
  throw Bug("every actor has a word");
}

}  // namespace

void record(db::Write& db, const Deed& deed, Event event, const About& about) {
  db.change(
      "INSERT INTO audit_event (id, position, at, event, actor, account_id, organisation_id,"
      " contact_id, detail, address, request)"
      " VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM audit_event), $2, $3, $4, $5, $6,"
      " $7, $8, $9, $10)",
      {db::Bytes{deed.random.bytes(16)}, deed.now, name_of(event), word(deed.actor), about.account,
       about.organisation, about.contact, about.detail, deed.address, deed.request});
}

std::vector<Entry> newest(db::Read& db, const Filter& filter, std::int64_t most) {
  std::vector<Entry> entries;
  for (const db::Row& row :
       db.find_all("SELECT at, event, actor, account_id, organisation_id, contact_id, detail, "
                   "address, request"
                   " FROM audit_event"
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
                       .address = row.text("address"),
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
