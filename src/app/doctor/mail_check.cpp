#include <fmt/format.h>
#include <unistd.h>

#include "app/doctor/checks.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_mail(const Installation& installation) {
  const std::filesystem::path& folder = installation.settings.mail_folder;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || access(folder.c_str(), W_OK) != 0) {
    return {{Health::wrong, "mail",
             fmt::format("Emails cannot be laid down in {}. Make the folder writable, or set"
                         " mail.folder to another.",
                         folder.string())}};
  }
  return {{Health::good, "mail", fmt::format("Emails are laid down in {}.", folder.string())}};
}

}  // namespace sallyport::app::doctor
