// The job that makes the audit log tamper evident: seals what was recorded, signs checkpoints,
// keeps them outside of the database (R-AUD-1).
#pragma once

#include <filesystem>
#include <optional>

#include "core/audit/chain.hpp"
#include "kit/log/log.hpp"

namespace sallyport::app {

class AuditSealing {
 public:
  /// `checkpoint_file`: where checkpoints are kept too; empty: nowhere.
  AuditSealing(db::Database& database, crypto::Keys signing_keys, log::Log& log,
               std::filesystem::path checkpoint_file)
      : database_(database),
        signing_keys_(std::move(signing_keys)),
        log_(log),
        file_(std::move(checkpoint_file)) {}

  /// Once a second. Writes nothing when nothing was recorded.
  void run(Time now);
  /// A checkpoint now, whatever is due: when the program ends.
  void close(Time now);

 private:
  void seal();
  void sign(Time now);
  void keep_outside();

  db::Database& database_;
  crypto::Keys signing_keys_;
  log::Log& log_;
  std::filesystem::path file_;
  std::optional<std::int64_t> kept_;  // number of the newest checkpoint in the file, once known
};

/// Removes what is past its time: entries after 13 months, who it was after 90 days (R-PRIV-2).
void sweep_audit_log(db::Database&, const crypto::Keys& signing_keys, Time now);

}  // namespace sallyport::app
