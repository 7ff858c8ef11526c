#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "kit/db/migrate.hpp"

namespace sallyport::app::doctor {

std::vector<Finding> look_at_database(const Installation& installation) {
  if (installation.database == nullptr) {
    return {{Health::wrong, "database", installation.database_problem}};
  }
  const std::string file = installation.settings.database.string();
  const int version = db::schema_version(*installation.database);
  const auto newest = static_cast<int>(db::embedded_migrations().size());
  if (version == newest) {
    return {
        {Health::good, "database", fmt::format("{} is at the newest schema, {}.", file, version)}};
  }
  return {{Health::remark, "database",
           fmt::format("{} is at schema {}, the newest is {}: `sallyport migrate` or the next start"
                       " brings it up.",
                       file, version, newest)}};
}

}  // namespace sallyport::app::doctor
