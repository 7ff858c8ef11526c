#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "core/keyring/keyring.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_keys(const Installation& installation) {
  if (const auto missing = keyring::missing(installation.settings.keys); !missing.empty()) {
    if (missing.size() == keyring::key_names().size()) {
      return {{Health::remark, "keys",
               fmt::format("There are no key files in {} yet: the first start makes them. If the"
                           " database was in use before, put its own there first.",
                           installation.settings.keys.string())}};
    }
    // The newest: an installation from before has none.
    if (missing.size() == 1 && missing.front().filename() == "push.key") {
      return {{Health::remark, "keys",
               fmt::format("There is no {} yet: the next start makes it. If phones were notified"
                           " before, put its own there first, or they have to subscribe again.",
                           missing.front().string())}};
    }
    return {{Health::wrong, "keys",
             fmt::format("The key file {} is not there, though others are. Put it back from your"
                         " copy before the portal starts: with a new key, what the old one protects"
                         " cannot be read again.",
                         missing.front().string())}};
  }
  crypto::SystemRandom random;
  static_cast<void>(keyring::load(installation.settings.keys, random));
  return {{Health::good, "keys",
           fmt::format("The key files in {} are readable by their owner only.",
                       installation.settings.keys.string())}};
}

}  // namespace sallyport::app::doctor
