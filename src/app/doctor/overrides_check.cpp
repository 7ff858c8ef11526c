// The operator's own look and words: would the portal start with them?
#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "app/overrides.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_overrides(const Installation& installation) {
  const auto found = examine_overrides(installation.settings);
  if (!found) return {{Health::good, "overrides", "None: pages look as they come."}};
  return {{Health::good, "overrides",
           fmt::format("{} holds {}, and all of it can be used.",
                       installation.settings.overrides->string(), *found)}};
}

}  // namespace sallyport::app::doctor
