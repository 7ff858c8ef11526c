#include "app/cli/open.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "kit/db/backup.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"

namespace sallyport::app::cli {

audit::Deed Opened::deed() {
  return {.now = SystemClock{}.now(),
          .random = random,
          .actor = audit::Actor::operator_command,
          .address = "",
          .request = ""};
}

Opened::Opened(const std::filesystem::path& settings_file)
    : settings(read_settings(settings_file)),
      keys(keyring::load(settings.keys, random)),
      database(db::open_sqlite(settings.database)),
      outbox(keys.sealer) {
  bring_up(settings, *database);
}

std::vector<std::string_view> bring_up(const Settings& settings, db::Database& database) {
  const auto migrations = db::embedded_migrations();
  const Time now = SystemClock{}.now();
  const int version = db::schema_version(database);
  const bool changes = version > 0 && version < static_cast<int>(migrations.size());
  if (changes && settings.backups > 0) {
    const auto copy = db::back_up(settings.database, version, now, settings.backups);
    fmt::print(stderr, "sallyport: the database as it was is kept in {}\n", copy.string());
  }
  return db::migrate(database, migrations, now);
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

}  // namespace sallyport::app::cli
