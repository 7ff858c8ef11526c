// sallyport doctor: looks at an installation and says what is wrong and what to do.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

enum class Health { good, remark, wrong };

struct Finding {
  Health health = Health::good;
  std::string subject;   // "settings", "database", "keys", "mail"
  std::string sentence;  // what was found, and what to do
};

[[nodiscard]] std::vector<Finding> examine(const std::filesystem::path& settings_file);

/// Prints the findings; true when nothing is wrong.
[[nodiscard]] bool doctor(const std::filesystem::path& settings_file, Form);

}  // namespace sallyport::app::cli
