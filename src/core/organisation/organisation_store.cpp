#include "core/organisation/organisation.hpp"

namespace sallyport::organisation {
namespace {

Organisation organisation_of(const db::Row& row) {
  return {.id = row.id<OrganisationId>("id"),
          .number = row.integer("number"),
          .name = row.text("name"),
          .created_at = row.time("created_at")};
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
      " RETURNING id, number, name, created_at",
      {id, name, deed.now});
  check(row.has_value(), "an INSERT with RETURNING answers a row");
  audit::record(db, deed, audit::Event::organisation_added, {.organisation = id});
  return organisation_of(*row);
}

std::optional<Organisation> find(db::Read& db, std::int64_t number) {
  return found(db.find_one(
      "SELECT id, number, name, created_at FROM organisation WHERE number = $1", {number}));
}

std::optional<Organisation> find(db::Read& db, OrganisationId id) {
  return found(
      db.find_one("SELECT id, number, name, created_at FROM organisation WHERE id = $1", {id}));
}

std::vector<Organisation> all(db::Read& db) {
  std::vector<Organisation> organisations;
  for (const db::Row& row :
       db.find_all("SELECT id, number, name, created_at FROM organisation ORDER BY number")) {
    organisations.push_back(organisation_of(row));
  }
  return organisations;
}

}  // namespace sallyport::organisation
