// The job that seals anew what an older version of the seal key protects, some rows at a time,
// while the portal runs (R-KEY-2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/keyring/key_use.hpp"
#include "kit/log/log.hpp"

namespace sallyport::app {

/// All columns of sealed values. Its migration calls such a column sealed.
[[nodiscard]] std::span<const keyring::SealedColumn> sealed_columns();
/// All columns of password hashes, and of what is hashed like passwords.
[[nodiscard]] std::span<const keyring::PepperedColumn> peppered_columns();

class Resealing {
 public:
  Resealing(db::Database& database, const crypto::Sealer& sealer, crypto::Random& random,
            log::Log& log)
      : database_(database), sealer_(sealer), random_(random), log_(log) {}

  /// Once a second. Goes through all columns after a new version came, again a minute later for
  /// what was under way then, and every ten minutes in any case.
  void run(Time now);

 private:
  void begin_pass(std::uint32_t version);
  bool go_on();

  db::Database& database_;
  const crypto::Sealer& sealer_;
  crypto::Random& random_;
  log::Log& log_;
  std::uint32_t version_ = 0;  // of the pass under way or done
  bool under_way_ = false;
  Time next_pass_;
  std::size_t column_ = 0;  // where the pass is
  std::string row_;
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
};

}  // namespace sallyport::app
