// Which version of a key protects what in the database, and sealing it anew with the newest.
//
// Read    keyring.hpp first; app/resealing.cpp has the list of all such columns.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kit/crypto/seal.hpp"
#include "kit/db/database.hpp"

namespace sallyport::keyring {

/// A column of sealed values, each bound to table, column and the id of its row (crypto::Place).
struct SealedColumn {
  std::string_view table;
  std::string_view column;
  std::string_view row;  // the column of the row's id
};

/// A column of password hashes.
struct PepperedColumn {
  std::string_view table;
  std::string_view column;
};

/// How many values each version protects.
using Uses = std::map<std::int64_t, std::int64_t>;

[[nodiscard]] Uses uses_of(db::Read&, const SealedColumn&);
/// `versions` are those there are.
[[nodiscard]] Uses uses_of(db::Read&, const PepperedColumn&, const crypto::Keys& versions);
/// Signatures under the audit log's checkpoints and truncation.
[[nodiscard]] Uses uses_of_audit_key(db::Read&);

struct SealedValue {
  std::string row;
  std::string sealed;
};

/// Values after that row that another version protects, in order of their rows, at most `most`.
[[nodiscard]] std::vector<SealedValue> sealed_otherwise(db::Read&, const SealedColumn&,
                                                        std::uint32_t version,
                                                        const std::string& after_row,
                                                        std::int64_t most);

/// False when the value has changed meanwhile, or does not open.
bool seal_anew(db::Write&, const crypto::Sealer&, crypto::Random&, const SealedColumn&,
               const SealedValue&);

}  // namespace sallyport::keyring
