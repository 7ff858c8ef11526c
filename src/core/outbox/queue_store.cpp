#include "core/outbox/queue.hpp"

#include <algorithm>
#include <array>

namespace sallyport::outbox {
namespace {

struct Row {
  State state;
  std::string_view name;
};

constexpr std::array rows = {
    Row{State::waiting, "waiting"}, Row{State::sent, "sent"},
    Row{State::refused, "refused"}, Row{State::outdated, "outdated"},
    Row{State::bounced, "bounced"},
};

constexpr std::string_view columns =
    "SELECT id, kind, recipient, state, created_at, next_at, tries, last_error, sent_at, "
    "settled_at,"
    " expires_at FROM letter ";

Entry entry(const db::Row& row) {
  const auto state = state_called(row.text("state"));
  check(state.has_value(), "a letter's state is one we know");
  return {.id = row.id<LetterId>("id"),
          .kind = row.text("kind"),
          .to = row.email("recipient"),
          .state = *state,
          .created_at = row.time("created_at"),
          .next_at = row.time("next_at"),
          .tries = row.integer("tries"),
          .last_error = row.text("last_error"),
          .sent_at = row.maybe_time("sent_at"),
          .settled_at = row.maybe_time("settled_at"),
          .expires_at = row.maybe_time("expires_at")};
}

}  // namespace

std::string_view name_of(State state) {
  const auto found = std::ranges::find(rows, state, &Row::state);
  check(found != rows.end(), "every state of a letter has a name");
  return found->name;
}

std::optional<State> state_called(std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  if (found == rows.end()) return std::nullopt;
  return found->state;
}

std::vector<Entry> newest(db::Read& db, std::optional<State> state, std::int64_t most) {
  std::optional<std::string> name;
  if (state) name = std::string{name_of(*state)};
  std::vector<Entry> entries;
  for (const db::Row& row :
       db.find_all(std::string{columns} +
                       "WHERE ($1 IS NULL OR state = $1) ORDER BY position DESC LIMIT $2",
                   {name, most})) {
    entries.push_back(entry(row));
  }
  std::ranges::reverse(entries);
  return entries;
}

std::optional<Entry> find(db::Read& db, LetterId id) {
  const auto row = db.find_one(std::string{columns} + "WHERE id = $1", {id});
  if (!row) return std::nullopt;
  return entry(*row);
}

std::int64_t count(db::Read& db, State state) {
  return db.find_one("SELECT COUNT(*) AS number FROM letter WHERE state = $1", {name_of(state)})
      ->integer("number");
}

bool retry(db::Write& db, const audit::Deed& deed, LetterId id) {
  const bool found =
      db.change(
          "UPDATE letter SET state = 'waiting', settled_at = NULL, sent_at = NULL, tries = 0,"
          " next_at = $2 WHERE id = $1 AND state IN ('waiting', 'refused', 'bounced')",
          {id, deed.now}) == 1;
  if (!found) return false;
  db.change("DELETE FROM mail_outage WHERE id = 1");
  audit::record(db, deed, audit::Event::letter_retried);
  return true;
}

std::int64_t retry_all(db::Write& db, const audit::Deed& deed) {
  const std::int64_t number = db.change(
      "UPDATE letter SET state = 'waiting', settled_at = NULL, tries = 0, next_at = $1"
      " WHERE state = 'refused' OR (state = 'waiting' AND next_at > $1)",
      {deed.now});
  db.change("DELETE FROM mail_outage WHERE id = 1");
  if (number > 0) audit::record(db, deed, audit::Event::letter_retried);
  return number;
}

bool mark_bounced(db::Write& db, const audit::Deed& deed, LetterId id, std::string_view reason) {
  const auto row = db.find_one("SELECT kind, account_id FROM letter WHERE id = $1", {id});
  if (!row) return false;
  const bool sent = db.change(
                        "UPDATE letter SET state = 'bounced', settled_at = $2, last_error = $3"
                        " WHERE id = $1 AND state = 'sent'",
                        {id, deed.now, reason.substr(0, 500)}) == 1;
  if (!sent) return false;
  audit::record(db, deed, audit::Event::letter_bounced,
                {.account = row->maybe_id<AccountId>("account_id"), .detail = row->text("kind")});
  return true;
}

}  // namespace sallyport::outbox
