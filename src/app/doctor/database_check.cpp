#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "kit/db/migrate.hpp"

namespace sallyport::app::doctor {
namespace {

/// Below this a busy day may fill the disk before somebody looks again.
constexpr std::uintmax_t much_room = 1024;  // MiB
/// The portal is not ready with less (kit/db/sqlite.cpp), and upgrades need room for a copy.
constexpr std::uintmax_t least_room = 64;

Finding look_at_room(const std::filesystem::path& database) {
  const auto folder = std::filesystem::absolute(database).parent_path();
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return {Health::unknown, "disk", folder.string() + ": " + error.message()};
  const auto room = space.available / (1024 * 1024);
  if (room >= much_room) {
    return {Health::good, "disk", fmt::format("The database's disk has room: {} MiB.", room)};
  }
  return {room < least_room ? Health::wrong : Health::remark, "disk",
          fmt::format("The database's disk has {} MiB left. When it is full nobody can log in: make"
                      " room on it; nothing needs to be restarted.",
                      room)};
}

Finding look_at_schema(const Installation& installation) {
  if (!installation.has_database_file) {
    return {Health::remark, "database",
            fmt::format("There is no {} yet: `sallyport migrate` or the first start makes it.",
                        installation.settings.database.string())};
  }
  if (installation.database == nullptr) {
    return {Health::wrong, "database", installation.database_problem};
  }
  const std::string file = installation.settings.database.string();
  const int version = db::schema_version(*installation.database);
  const auto newest = static_cast<int>(db::embedded_migrations().size());
  if (version == newest) {
    return {Health::good, "database",
            fmt::format("{} is at the newest schema, {}.", file, version)};
  }
  return {Health::remark, "database",
          fmt::format("{} is at schema {}, the newest is {}: `sallyport migrate` or the next start"
                      " brings it up.",
                      file, version, newest)};
}

}  // namespace

std::vector<Finding> look_at_database(const Installation& installation) {
  const Finding room = look_at_room(installation.settings.database);
  // On a full disk the database does not open, or not even begin to read.
  if (room.health == Health::wrong) return {room};
  return {look_at_schema(installation), room};
}

}  // namespace sallyport::app::doctor
