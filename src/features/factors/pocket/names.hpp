// Names of phones, as devices and people give them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/device/device.hpp"

namespace sallyport::pocket {

/// Without spaces around it; nothing when it is empty, longer than 60 letters, or not one line.
[[nodiscard]] std::optional<std::string> tidy_name(std::string_view typed);
/// "Pixel 8", or "Pixel 8 2" when there is one already.
[[nodiscard]] std::string free_name(const std::vector<device::Device>& taken,
                                    const std::string& wanted);

}  // namespace sallyport::pocket
