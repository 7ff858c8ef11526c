#include "core/organisation/organisation.hpp"

namespace sallyport::organisation {
namespace {

std::optional<Day> maybe_day(const std::optional<std::string>& text) {
  return text ? parse_day(*text) : std::nullopt;
}

Organisation organisation_of(const db::Row& row) {
  return {.id = row.id<OrganisationId>("id"),
          .number = row.integer("number"),
          .name = row.text("name"),
          .created_at = row.time("created_at"),
          .required_from = maybe_day(row.maybe_text("required_from"))};
}

std::optional<Organisation> found(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return organisation_of(*row);
}

}  // namespace

Organisation add(db::Write& db, const audit::Deed& deed, const std::string& name) {
  const auto id = crypto::fresh_id<OrganisationId>(deed.random);
  const auto row = db.find_one(
      "INSERT INTO organisation (id, number, name, created_at)"
      " VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM organisation), $2, $3)"
      " RETURNING id, number, name, created_at, required_from",
      {id, name, deed.now});
  check(row.has_value(), "an INSERT with RETURNING answers a row");
  audit::record(db, deed, audit::Event::organisation_added, {.organisation = id});
  return organisation_of(*row);
}

std::optional<Organisation> find(db::Read& db, std::int64_t number) {
  return found(
      db.find_one("SELECT id, number, name, created_at, required_from FROM organisation"
                  " WHERE number = $1",
                  {number}));
}

std::optional<Organisation> find(db::Read& db, OrganisationId id) {
  return found(
      db.find_one("SELECT id, number, name, created_at, required_from FROM organisation"
                  " WHERE id = $1",
                  {id}));
}

void set_date(db::Write& db, const audit::Deed& deed, OrganisationId id, Day day) {
  db.change("UPDATE organisation SET required_from = $2 WHERE id = $1", {id, iso_day(day)});
  audit::record(db, deed, audit::Event::organisation_date_set,
                {.organisation = id, .detail = iso_day(day)});
}

bool clear_date(db::Write& db, const audit::Deed& deed, OrganisationId id) {
  const auto cleared = db.change(
      "UPDATE organisation SET required_from = NULL WHERE id = $1 AND required_from IS NOT NULL",
      {id});
  if (cleared == 0) return false;
  audit::record(db, deed, audit::Event::organisation_date_cleared, {.organisation = id});
  return true;
}

std::vector<Organisation> all(db::Read& db) {
  std::vector<Organisation> organisations;
  for (const db::Row& row :
       db.find_all("SELECT id, number, name, created_at, required_from FROM organisation"
                   " ORDER BY number")) {
    organisations.push_back(organisation_of(row));
  }
  return organisations;
}

}  // namespace sallyport::organisation
