// The jobs that keep the installation itself in order: the audit log's chain, the clock, the keys.
// They have a thread of their own, so that no slow mail server keeps them waiting.
#pragma once

#include <filesystem>
#include <vector>

#include "kit/jobs/jobs.hpp"
#include "site/site.hpp"

namespace sallyport::app {

[[nodiscard]] std::vector<jobs::Job> make_upkeep(const site::Site&,
                                                 const std::filesystem::path& checkpoint_file);

}  // namespace sallyport::app
