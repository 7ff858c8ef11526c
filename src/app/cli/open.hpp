// What every command begins with: settings, keys, and the database brought to the newest schema.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"
#include "core/audit/audit.hpp"
#include "core/keyring/keyring.hpp"
#include "core/outbox/outbox.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/database.hpp"

namespace sallyport::app::cli {

/// The command cannot be carried out as asked; what() says what to do. Exit code 3.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Form { words, json };

/// Opened for one command.
struct Opened {
  explicit Opened(const std::filesystem::path& settings_file);

  crypto::SystemRandom random;
  Settings settings;
  keyring::Keyring keys;
  std::unique_ptr<db::Database> database;  // at the newest schema
  outbox::Outbox outbox;

  [[nodiscard]] audit::Deed deed();
};

/// Brings the database to the newest schema, after a copy of it where there is something to lose.
/// Says what was applied.
std::vector<std::string_view> bring_up(const Settings&, db::Database&);

void print(const std::string& line);

}  // namespace sallyport::app::cli
