#include "app/doctor/checks.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_settings(const Installation& installation) {
  // Settings that are not in order were told before: nothing else can be looked at without them.
  return {{Health::good, "settings", installation.settings_file.string() + " is in order."}};
}

}  // namespace sallyport::app::doctor
