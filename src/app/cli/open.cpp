#include "app/cli/open.hpp"

#include <cstdio>

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
  db::migrate(*database, db::embedded_migrations(), SystemClock{}.now());
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

}  // namespace sallyport::app::cli
