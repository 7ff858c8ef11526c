#include <algorithm>

#include "core/outbox/delay.hpp"
#include "core/outbox/outage.hpp"

namespace sallyport::outbox {

std::optional<Outage> outage(db::Read& db) {
  const auto row =
      db.find_one("SELECT since, tries, next_at, reason FROM mail_outage WHERE id = 1");
  if (!row) return std::nullopt;
  return Outage{.since = row->time("since"),
                .tries = row->integer("tries"),
                .next_at = row->time("next_at"),
                .reason = row->text("reason")};
}

void mark_away(db::Write& db, const audit::Deed& deed, LetterId letter, std::string_view reason) {
  constexpr std::chrono::seconds longest{240};  // with its quarter: five minutes
  const auto before = outage(db);
  const auto doublings = std::min<std::int64_t>(before ? before->tries : 0, 6);
  const auto wait = std::min(longest, std::chrono::seconds{15} * (std::int64_t{1} << doublings));
  const Time next_at = deed.now + lengthened(wait, deed.random);
  db.change("UPDATE letter SET next_at = $2 WHERE id = $1", {letter, next_at});
  db.change(
      "INSERT INTO mail_outage (id, since, tries, next_at, reason) VALUES (1, $1, 1, $2, $3)"
      " ON CONFLICT (id) DO UPDATE SET tries = mail_outage.tries + 1, next_at = $2, reason = $3",
      {deed.now, next_at, reason.substr(0, 500)});
}

void mark_back(db::Write& db) { db.change("DELETE FROM mail_outage WHERE id = 1"); }

}  // namespace sallyport::outbox
