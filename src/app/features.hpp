// The list of features: one line each in features.cpp.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::app {

class Features {
 public:
  explicit Features(const site::Site&);
  ~Features();

  /// In the order in which they are offered.
  [[nodiscard]] std::vector<site::Factor*> factors();
  void routes(site::Routes&);

 private:
  struct All;
  std::unique_ptr<All> all_;
};

/// All accounts that have a factor that stands alone, found without loading each.
[[nodiscard]] std::set<AccountId> accounts_with_factor(db::Read&);
/// Takes all second factors of an account away, with what helps out beside them and the wrong
/// answers that were counted. How many stood alone.
std::int64_t remove_factors(db::Write&, const Secret& throttle_key, AccountId, Time now);

}  // namespace sallyport::app
