#include "site/site.hpp"

#include <algorithm>

#include "core/account/account.hpp"
#include "core/exemption/exemption.hpp"
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
  // The last one was taken away without its owner, or by age: what helps out goes on being asked
  // for.
  if (!stands && !account::factor_demanded_at(db, account)) activated.clear();
  return activated;
}

std::size_t Site::count_standing(db::Read& db, AccountId account) const {
  std::size_t count = 0;
  for (const Factor* factor : factors) {
    if (factor->stands_alone()) count += factor->items(db, account).size();
  }
  return count;
}

policy::OwnDate Site::date_of(db::Read& db, AccountId account,
                              const std::vector<contact::Membership>& memberships,
                              bool has_factor) const {
  std::vector<std::optional<Day>> days;
  for (const auto& membership : memberships) days.push_back(membership.required_from);
  // Who has one is asked for it whatever the date.
  if (!has_factor) {
    const auto demanded_at = account::factor_demanded_at(db, account);
    if (demanded_at) days.push_back(policy.time_zone.day_of(*demanded_at));
  }
  const policy::OwnDate without_exemption{policy, days, std::nullopt};
  if (!without_exemption.day()) return without_exemption;
  return {policy, days, exemption::until(db, account)};
}

}  // namespace sallyport::site
