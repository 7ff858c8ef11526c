#include "core/exemption/exemption.hpp"

namespace sallyport::exemption {
namespace {

constexpr std::chrono::days remembered{90};

Day day_of(const std::string& text) {
  const auto day = parse_day(text);
  check(day.has_value(), "the column was filled from a day");
  return *day;
}

}  // namespace

void grant(db::Write& db, const audit::Deed& deed, AccountId account, Day until,
           const std::string& reason) {
  db.change(
      "INSERT INTO exemption (account_id, until, reason, granted_at) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (account_id) DO UPDATE SET until = $2, reason = $3, granted_at = $4,"
      " ended_at = NULL",
      {account, iso_day(until), reason, deed.now});
  audit::record(db, deed, audit::Event::exemption_granted,
                {.account = account, .detail = iso_day(until), .words = reason});
}

bool end(db::Write& db, const audit::Deed& deed, AccountId account, Day today) {
  const auto ended = db.change(
      "UPDATE exemption SET ended_at = $3 WHERE account_id = $1 AND ended_at IS NULL AND until > "
      "$2",
      {account, iso_day(today), deed.now});
  if (ended == 0) return false;
  audit::record(db, deed, audit::Event::exemption_ended, {.account = account});
  return true;
}

std::optional<Day> until(db::Read& db, AccountId account) {
  const auto row = db.find_one(
      "SELECT until FROM exemption WHERE account_id = $1 AND ended_at IS NULL", {account});
  if (!row) return std::nullopt;
  return day_of(row->text("until"));
}

std::vector<Exemption> all(db::Read& db) {
  std::vector<Exemption> exemptions;
  for (const db::Row& row :
       db.find_all("SELECT e.account_id, a.email, e.until, e.reason, e.granted_at, e.ended_at"
                   " FROM exemption e JOIN account a ON a.id = e.account_id"
                   " ORDER BY e.until, a.email")) {
    exemptions.push_back({.account = row.id<AccountId>("account_id"),
                          .email = row.email("email"),
                          .until = day_of(row.text("until")),
                          .reason = row.text("reason"),
                          .granted_at = row.time("granted_at"),
                          .ended_at = row.maybe_time("ended_at")});
  }
  return exemptions;
}

void sweep(db::Write& db, Time now) {
  // A day more or less, by time zone, does not matter after so long.
  const Day since{std::chrono::floor<std::chrono::days>(now - remembered)};
  db.change("DELETE FROM exemption WHERE until < $1 OR ended_at < $2",
            {iso_day(since), now - remembered});
}

}  // namespace sallyport::exemption
