#include <fmt/format.h>
#include <sys/stat.h>

#include "app/doctor/checks.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_audit(const Installation& installation) {
  const std::string file = installation.settings.checkpoint_file.string();
  const auto above = installation.settings.checkpoint_file.parent_path();
  const std::string folder = above.empty() ? "." : above.string();
  struct stat of_database{};
  struct stat of_checkpoints{};
  if (stat(folder.c_str(), &of_checkpoints) != 0) {
    return {
        {Health::wrong, "audit",
         fmt::format("The folder of the audit log's checkpoint file {} is not there. Make it, or"
                     " set audit.checkpoints to another file.",
                     file)}};
  }
  // Its folder: the file itself may not be there yet.
  const auto around = std::filesystem::absolute(installation.settings.database).parent_path();
  const bool known = stat(around.c_str(), &of_database) == 0;
  if (known && of_database.st_dev == of_checkpoints.st_dev) {
    return {{Health::remark, "audit",
             fmt::format("The audit log's checkpoints are kept in {}, on the same disk as the"
                         " database. Set audit.checkpoints to a file that whoever can change the"
                         " database cannot write (docs/operate/audit.md).",
                         file)}};
  }
  return {
      {Health::good, "audit",
       fmt::format("The audit log's checkpoints are kept in {}, apart from the database.", file)}};
}

}  // namespace sallyport::app::doctor
