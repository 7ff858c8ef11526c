#include "site/site.hpp"

#include <algorithm>

#include "site/factor.hpp"

namespace sallyport::site {

Factor* Site::factor(std::string_view name) const {
  const auto found = std::find_if(factors.begin(), factors.end(),
                                  [&](const Factor* factor) { return factor->name() == name; });
  return found == factors.end() ? nullptr : *found;
}

std::vector<Factor*> Site::factors_of(db::Read& db, AccountId account) const {
  std::vector<Factor*> activated;
  bool stands = false;
  for (Factor* factor : factors) {
    if (!factor->enrolled(db, account)) continue;
    activated.push_back(factor);
    stands = stands || factor->stands_alone();
  }
  if (!stands) activated.clear();
  return activated;
}

}  // namespace sallyport::site
