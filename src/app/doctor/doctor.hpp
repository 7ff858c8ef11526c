// What `sallyport doctor` looks at: an installation, check by check.
//
// Read    doctor.hpp, doctor.cpp (the table of checks), then one x_check.cpp a subject. A new check
// is a function in such a file and a row in the table. Those that look at more than a setting first
// gather facts and then judge them (judgements.hpp): a judgement looks at nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/doctor/outside.hpp"
#include "app/settings.hpp"
#include "base/time.hpp"
#include "kit/db/database.hpp"
#include "kit/dns/dns.hpp"

namespace sallyport::app::doctor {

/// unknown: it could not be looked at, which is nobody's fault.
enum class Health { good, unknown, remark, wrong };

[[nodiscard]] std::string_view word(Health);

struct Finding {
  Health health = Health::good;
  std::string subject;   // "settings", "database", "keys", "mail": the name of its check
  std::string sentence;  // what was found, and what to do
};

/// How to look; what the operator may say on the command line.
struct Looks {
  std::filesystem::path authorities;       // who may have signed the public address's certificate
  std::optional<dns::Server> name_server;  // in place of the machine's own
  bool thorough = false;                   // also what takes long
};

/// What a check may look at.
struct Installation {
  std::filesystem::path settings_file;
  const Settings& settings;
  Time now;
  bool has_database_file = false;
  db::Database* database = nullptr;  // none when it is not there or cannot be opened
  std::string database_problem;      // why it cannot be opened
  Looks looks;
  std::optional<Outside> outside;  // none without keys
};

struct Check {
  std::string_view name;
  /// May throw what its surroundings throw: then that is what is wrong.
  std::vector<Finding> (*look)(const Installation&);
};

/// In the order in which they are told.
[[nodiscard]] std::span<const Check> checks();

}  // namespace sallyport::app::doctor
