#include <fmt/format.h>

#include "core/challenge/challenge.hpp"

namespace sallyport::challenge {

void keep(db::Write& db, const Evidence& evidence) {
  db.change(
      "INSERT INTO challenge_answer (challenge_id, device_id, at, public_key, statement, signature,"
      " context, result, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {evidence.challenge, evidence.device, evidence.at, db::Bytes{evidence.public_key},
       evidence.statement, db::Bytes{evidence.signature}, evidence.context, evidence.result,
       evidence.address});
}

namespace {

constexpr std::string_view columns =
    "SELECT e.challenge_id, e.device_id, e.at, e.public_key, e.statement, e.signature, e.context,"
    " e.result, e.address FROM challenge_answer e";

std::vector<Evidence> evidence_in(const std::vector<db::Row>& rows) {
  std::vector<Evidence> all;
  for (const db::Row& row : rows) {
    all.push_back({.challenge = row.id<ChallengeId>("challenge_id"),
                   .device = row.id<DeviceId>("device_id"),
                   .at = row.time("at"),
                   .public_key = row.bytes("public_key"),
                   .statement = row.text("statement"),
                   .signature = row.bytes("signature"),
                   .context = row.text("context"),
                   .result = row.text("result"),
                   .address = row.text("address")});
  }
  return all;
}

}  // namespace

std::vector<Evidence> evidence_of(db::Read& db, ChallengeId challenge) {
  return evidence_in(db.find_all(
      fmt::format("{} WHERE e.challenge_id = $1 ORDER BY e.at, e.result", columns), {challenge}));
}

std::vector<Evidence> evidence_of(db::Read& db, AccountId account, std::int64_t most) {
  return evidence_in(db.find_all(fmt::format("{} JOIN device d ON d.id = e.device_id"
                                             " WHERE d.account_id = $1 ORDER BY e.at DESC LIMIT $2",
                                             columns),
                                 {account, most}));
}

}  // namespace sallyport::challenge
