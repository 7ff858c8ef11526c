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

std::vector<Evidence> evidence_of(db::Read& db, ChallengeId challenge) {
  std::vector<Evidence> all;
  for (const db::Row& row :
       db.find_all("SELECT device_id, at, public_key, statement, signature, context, result,"
                   " address FROM challenge_answer WHERE challenge_id = $1 ORDER BY at",
                   {challenge})) {
    all.push_back({.challenge = challenge,
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

}  // namespace sallyport::challenge
