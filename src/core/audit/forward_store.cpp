#include "core/audit/forward.hpp"

#include "base/id.hpp"
#include "kit/json/json.hpp"

namespace sallyport::audit {
namespace {

template <class SomeId>
std::optional<std::string> text_of(const std::optional<SomeId>& id) {
  if (!id) return std::nullopt;
  return id->text();
}

std::string body_of(const db::Row& row) {
  return json::Object{}
      .add("at", rfc3339(row.time("at")))
      .add("event", row.text("event"))
      .add("actor", row.text("actor"))
      .add_maybe("account", text_of(row.maybe_id<AccountId>("account_id")))
      .add_maybe("organisation", text_of(row.maybe_id<OrganisationId>("organisation_id")))
      .add_maybe("contact", text_of(row.maybe_id<ContactId>("contact_id")))
      .add("detail", row.text("detail"))
      .add("request", row.text("request"))
      .add("position", row.integer("position"))
      .text();
}

}  // namespace

std::vector<Forwarded> to_forward(db::Write& db, std::int64_t most) {
  db.change(
      "INSERT INTO audit_forward (id, position)"
      " VALUES (1, (SELECT COALESCE(MAX(position), 0) FROM audit_event)) ON CONFLICT (id) DO "
      "NOTHING");
  std::vector<Forwarded> events;
  for (const db::Row& row :
       db.find_all("SELECT position, at, event, actor, account_id, organisation_id, contact_id,"
                   " detail, request FROM audit_event"
                   " WHERE position > (SELECT f.position FROM audit_forward f WHERE f.id = 1)"
                   " ORDER BY position LIMIT $1",
                   {most})) {
    events.push_back({.position = row.integer("position"),
                      .at = row.time("at"),
                      .event = row.text("event"),
                      .body = body_of(row)});
  }
  return events;
}

void mark_forwarded(db::Write& db, std::int64_t position) {
  db.change("UPDATE audit_forward SET position = $1 WHERE id = 1", {position});
}

}  // namespace sallyport::audit
