#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "app/mailer.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_mail(const Installation& installation) {
  const Settings& settings = installation.settings;
  std::error_code error;
  if (!settings.smtp && !std::filesystem::exists(settings.mail_folder, error) && !error) {
    return {{Health::remark, "mail",
             fmt::format("There is no folder {} for emails yet: the first start makes it.",
                         settings.mail_folder.string())}};
  }
  if (const auto refusal = make_mailer(settings)->try_out()) {
    return {{Health::wrong, "mail", refusal->reason}};
  }
  if (!settings.smtp) {
    return {{Health::good, "mail",
             fmt::format("Emails are laid down in {}, and go nowhere from there.",
                         settings.mail_folder.string())}};
  }
  return {{Health::good, "mail",
           fmt::format("{} port {} takes emails from {}.", settings.smtp->server,
                       settings.smtp->port, settings.smtp->envelope_sender.text())}};
}

}  // namespace sallyport::app::doctor
