#include <fmt/format.h>

#include "core/people_import/people_import.hpp"

namespace sallyport::people_import {
namespace {

constexpr std::string_view columns =
    "id, file_name, people, done, brought, kept, began_at, finished_at";

Import import_of(const db::Row& row) {
  return {.id = row.id<PeopleImportId>("id"),
          .file_name = row.text("file_name"),
          .people = row.integer("people"),
          .done = row.integer("done"),
          .brought = row.integer("brought"),
          .kept = row.integer("kept"),
          .began_at = row.time("began_at"),
          .finished_at = row.maybe_time("finished_at")};
}

}  // namespace

std::optional<Import> unfinished(db::Read& db, const File& file) {
  const auto row = db.find_one(fmt::format("SELECT {} FROM people_import WHERE file_digest = $1"
                                           " AND finished_at IS NULL",
                                           columns),
                               {db::Bytes{file.digest}});
  if (!row) return std::nullopt;
  return import_of(*row);
}

Import begin(db::Write& db, const audit::Deed& deed, const File& file) {
  db.change(
      "INSERT INTO people_import (id, file_digest, file_name, people, done, brought, kept, "
      "began_at)"
      " VALUES ($1, $2, $3, $4, 0, 0, 0, $5) ON CONFLICT (file_digest) DO UPDATE SET done = 0,"
      " brought = 0, kept = 0, began_at = excluded.began_at, finished_at = NULL"
      " WHERE people_import.finished_at IS NOT NULL",
      {crypto::fresh_id<PeopleImportId>(deed.random), db::Bytes{file.digest}, file.name,
       file.people, deed.now});
  db.change("UPDATE people_import SET file_name = $2 WHERE file_digest = $1",
            {db::Bytes{file.digest}, file.name});
  auto import = unfinished(db, file);
  check(import.has_value(), "an import that was just begun can be found");
  audit::record(db, deed, audit::Event::people_import_begun,
                {.detail = fmt::format("row {} of {}", import->done + 1, import->people)});
  return std::move(*import);
}

bool count(db::Write& db, const audit::Deed& deed, Import& import, const Piece& piece) {
  const std::int64_t done = import.done + piece.done;
  const bool ends = done == import.people;
  const std::optional<Time> finished_at = ends ? std::optional{deed.now} : std::nullopt;
  const auto counted = db.change(
      "UPDATE people_import SET done = $3, brought = brought + $4, kept = kept + $5,"
      " finished_at = $6 WHERE id = $1 AND done = $2 AND finished_at IS NULL",
      {import.id, import.done, done, piece.brought, piece.kept, finished_at});
  if (counted == 0) return false;
  import.done = done;
  import.brought += piece.brought;
  import.kept += piece.kept;
  import.finished_at = finished_at;
  if (ends) {
    audit::record(db, deed, audit::Event::people_import_finished,
                  {.detail = fmt::format("{} rows: {} brought something, {} left as it was",
                                         import.people, import.brought, import.kept)});
  }
  return true;
}

std::vector<Import> all(db::Read& db) {
  std::vector<Import> imports;
  for (const db::Row& row : db.find_all(
           fmt::format("SELECT {} FROM people_import ORDER BY began_at DESC, id", columns))) {
    imports.push_back(import_of(row));
  }
  return imports;
}

}  // namespace sallyport::people_import
