#include "app/doctor/checks.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_settings(const Installation& installation) {
  // Settings that are not in order were told before: nothing else can be looked at without them.
  return {{Health::good, "settings", installation.settings_file.string() + " is in order."}};
}

std::vector<Finding> look_at_address(const Installation& installation) {
  const site::Portal& portal = installation.settings.portal;
  if (portal.is_https()) {
    return {{Health::good, "address", portal.public_address + " is reached over https."}};
  }
  return {{Health::remark, "address",
           portal.public_address +
               " is plain http: good for trying out on this machine, not for anybody else."}};
}

}  // namespace sallyport::app::doctor
