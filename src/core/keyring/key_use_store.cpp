#include <fmt/format.h>

#include "core/keyring/key_use.hpp"

namespace sallyport::keyring {
namespace {

// Where the key's version stands in a sealed value: see kit/crypto/seal.hpp.
constexpr std::string_view version_in = "substr({}, 2, 4)";

std::string version_bytes(std::uint32_t version) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(version >> shift);
  return bytes;
}

std::int64_t version_of(std::string_view bytes) {
  std::int64_t version = 0;
  for (const char byte : bytes) version = version << 8 | static_cast<unsigned char>(byte);
  return version;
}

}  // namespace

Uses uses_of(db::Read& db, const SealedColumn& column) {
  const auto version = fmt::format(fmt::runtime(version_in), column.column);
  Uses uses;
  for (const db::Row& row :
       db.find_all(fmt::format("SELECT {0} AS version, COUNT(*) AS number FROM {1}"
                               " WHERE {2} IS NOT NULL GROUP BY {0}",
                               version, column.table, column.column))) {
    uses[version_of(row.bytes("version"))] = row.integer("number");
  }
  return uses;
}

Uses uses_of(db::Read& db, const PepperedColumn& column, const crypto::Keys& versions) {
  Uses uses;
  // The first letter is the form: our own hashes, and those that were imported.
  for (const auto& version : versions.all()) {
    const auto row = db.find_one(fmt::format("SELECT COUNT(*) AS number FROM {} WHERE {} LIKE $1",
                                             column.table, column.column),
                                 {fmt::format("_${}$%", version.number)});
    uses[version.number] = row->integer("number");
  }
  return uses;
}

Uses uses_of_audit_key(db::Read& db) {
  Uses uses;
  for (const db::Row& row :
       db.find_all("SELECT key_version, COUNT(*) AS number FROM (SELECT key_version FROM"
                   " audit_checkpoint UNION ALL SELECT key_version FROM audit_truncation) signed"
                   " GROUP BY key_version")) {
    uses[row.integer("key_version")] = row.integer("number");
  }
  return uses;
}

std::vector<SealedValue> sealed_otherwise(db::Read& db, const SealedColumn& column,
                                          std::uint32_t version, const std::string& after_row,
                                          std::int64_t most) {
  std::vector<SealedValue> values;
  for (const db::Row& row : db.find_all(
           fmt::format("SELECT {0} AS row_id, {1} AS sealed FROM {2} WHERE {0} > $1 AND {3} <> $2"
                       " ORDER BY {0} LIMIT $3",
                       column.row, column.column, column.table,
                       fmt::format(fmt::runtime(version_in), column.column)),
           {db::Bytes{after_row}, db::Bytes{version_bytes(version)}, most})) {
    values.push_back({.row = row.bytes("row_id"), .sealed = row.bytes("sealed")});
  }
  return values;
}

bool seal_anew(db::Write& db, const crypto::Sealer& sealer, crypto::Random& random,
               const SealedColumn& column, const SealedValue& value) {
  const crypto::Place place{.table = column.table, .column = column.column, .row = value.row};
  const auto secret = sealer.open(value.sealed, place);
  if (!secret) return false;
  return db.change(fmt::format("UPDATE {0} SET {1} = $3 WHERE {2} = $1 AND {1} = $2", column.table,
                               column.column, column.row),
                   {db::Bytes{value.row}, db::Bytes{value.sealed},
                    db::Bytes{sealer.seal(*secret, place, random)}}) == 1;
}

}  // namespace sallyport::keyring
