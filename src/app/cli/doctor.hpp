// sallyport doctor: looks at an installation and says what is wrong and what to do.
#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/open.hpp"
#include "app/doctor/doctor.hpp"

namespace sallyport::app::cli {

/// All that the checks find.
[[nodiscard]] std::vector<doctor::Finding> examine(const std::filesystem::path& settings_file,
                                                   const doctor::Looks& = {});

/// Prints the findings. How bad the worst of them is.
[[nodiscard]] doctor::Health tell_findings(const std::filesystem::path& settings_file,
                                           const doctor::Looks&, Form);

/// "127.0.0.1:5353". Throws Refused.
[[nodiscard]] dns::Server read_name_server(std::string_view);

}  // namespace sallyport::app::cli
