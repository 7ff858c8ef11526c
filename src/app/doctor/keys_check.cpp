#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "core/keyring/keyring.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_keys(const Installation& installation) {
  crypto::SystemRandom random;
  static_cast<void>(keyring::load(installation.settings.keys, random));
  return {{Health::good, "keys",
           fmt::format("The key files in {} are readable by their owner only.",
                       installation.settings.keys.string())}};
}

}  // namespace sallyport::app::doctor
