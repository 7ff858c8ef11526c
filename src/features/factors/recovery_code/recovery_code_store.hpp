// Table `recovery_code`: only hashes, each used once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "kit/db/database.hpp"

namespace sallyport::recovery_code {

struct Hashed {
  std::string lookup;
  std::string hash;
};

/// Takes the place of all earlier codes of the account.
void replace(db::Write&, AccountId, const std::vector<Hashed>&, Time now);
void remove_all(db::Write&, AccountId);

/// The hash of an unused code.
[[nodiscard]] std::optional<std::string> find(db::Read&, AccountId, std::string_view lookup);
/// Uses it up; false if it was used or replaced meanwhile.
[[nodiscard]] bool use(db::Write&, AccountId, std::string_view lookup, std::string_view hash,
                       Time now);

/// What is left of the codes of an account.
struct Stock {
  std::int64_t left = 0;
  Time made_at;
  std::optional<Time> last_used_at;
};
/// Nothing when none were made.
[[nodiscard]] std::optional<Stock> stock(db::Read&, AccountId);

}  // namespace sallyport::recovery_code
