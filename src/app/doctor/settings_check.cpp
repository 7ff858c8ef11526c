#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "kit/http/server.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_settings(const Installation& installation) {
  // Settings that are not in order were told before: nothing else can be looked at without them.
  std::vector<Finding> findings{
      {Health::good, "settings", installation.settings_file.string() + " is in order."}};
  const std::size_t wanted = installation.settings.server.connections;
  const auto open = http::connections_that_fit(wanted);
  if (open.connections < wanted) {
    findings.push_back(
        {Health::remark, "settings",
         fmt::format("As this command was started, a program may open files for {} of the {} "
                     "connections that server.connections allows. If the portal is started alike, "
                     "it takes in fewer: let it open {} files (LimitNOFILE in a systemd unit).",
                     open.connections, wanted, open.files_for_all)});
  }
  return findings;
}

}  // namespace sallyport::app::doctor
