// Looks at the folder of portal.overrides without starting the portal: `settings check` and
// `doctor`.
#pragma once

#include <optional>
#include <string>

#include "app/settings.hpp"

namespace sallyport::app {

/// What the folder holds, in words; nothing when none is set. Throws white_label::Refused,
/// settings::Refused or templates::Refused with what is wrong.
[[nodiscard]] std::optional<std::string> examine_overrides(const Settings&);

}  // namespace sallyport::app
