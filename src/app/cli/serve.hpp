// sallyport serve
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// Answers until SIGINT or SIGTERM, then finishes what is under way.
void serve(const std::filesystem::path& settings_file);

}  // namespace sallyport::app::cli
