#include "app/roll_out.hpp"

#include <set>

#include "app/features.hpp"
#include "core/contact/contact.hpp"
#include "core/exemption/exemption.hpp"

namespace sallyport::app {

std::map<OrganisationId, Progress> progress_of_all(db::Read& db, Day today) {
  const std::set<AccountId> activated = accounts_with_factor(db);
  std::set<AccountId> exempt;
  for (const auto& exemption : exemption::all(db)) {
    if (exemption.is_open(today)) exempt.insert(exemption.account);
  }
  std::map<OrganisationId, Progress> all;
  for (const auto& [organisation, account] : contact::all_with_access(db)) {
    Progress& progress = all[organisation];
    ++progress.people;
    if (activated.contains(account)) {
      ++progress.activated;
    } else if (exempt.contains(account)) {
      ++progress.exempt;
    }
  }
  return all;
}

}  // namespace sallyport::app
