// How far an import of people has come, so that one that was stopped goes on where it was.
//
// Owns    table `people_import`.
// Read    people_import.hpp, people_import_store.cpp; then app/people, which reads the files and
//         does what they say.
//
// Rows are done in pieces, each with the count of what is done in one transaction: a piece is done
// and counted, or neither. The file's digest says that it is the same file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::people_import {

struct Import {
  PeopleImportId id;
  std::string file_name;
  std::int64_t people = 0;   // rows in the file
  std::int64_t done = 0;     // of them, in order
  std::int64_t brought = 0;  // by which something was added
  std::int64_t kept = 0;     // left as it was, because something else is there
  Time began_at;
  std::optional<Time> finished_at;
};

struct File {
  std::string digest;  // SHA-256
  std::string name;
  std::int64_t people = 0;
};

/// The import of that file that was begun and has not come to its end.
[[nodiscard]] std::optional<Import> unfinished(db::Read&, const File&);

/// Begins the import of a file, or goes on with it. One that came to its end begins again.
[[nodiscard]] Import begin(db::Write&, const audit::Deed&, const File&);

/// Of some rows in order.
struct Piece {
  std::int64_t done = 0;
  std::int64_t brought = 0;
  std::int64_t kept = 0;
};

/// Counts a piece, in the transaction that did it, and adds it to `import`; the last one ends it.
/// False when somebody else went on with it meanwhile: then undo the piece.
[[nodiscard]] bool count(db::Write&, const audit::Deed&, Import&, const Piece&);

/// The newest first.
[[nodiscard]] std::vector<Import> all(db::Read&);

}  // namespace sallyport::people_import
