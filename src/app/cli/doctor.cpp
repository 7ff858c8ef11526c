#include "app/cli/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {

using doctor::Finding;
using doctor::Health;

std::vector<Finding> examine(const std::filesystem::path& settings_file) {
  const Settings settings = read_settings(settings_file);
  doctor::Installation installation{
      .settings_file = settings_file, .settings = settings, .now = SystemClock{}.now()};
  std::unique_ptr<db::Database> database;
  try {
    database = db::open_sqlite(settings.database);
    installation.database = database.get();
  } catch (const db::Unavailable& why) {
    installation.database_problem = why.what();
  }

  std::vector<Finding> findings;
  for (const doctor::Check& check : doctor::checks()) {
    // One that fails keeps none of the others from looking.
    try {
      std::ranges::move(check.look(installation), std::back_inserter(findings));
    } catch (const std::exception& why) {
      findings.push_back({Health::wrong, std::string{check.name}, why.what()});
    }
  }
  return findings;
}

Health tell_findings(const std::filesystem::path& settings_file, Form form) {
  const auto findings = examine(settings_file);
  if (form == Form::json) {
    print(json::array(findings, [](const Finding& finding) {
      return json::Object{}
          .add("health", doctor::word(finding.health))
          .add("subject", finding.subject)
          .add("sentence", finding.sentence)
          .text();
    }));
  } else {
    for (const Finding& finding : findings) {
      print(fmt::format("{:<7} {:<14} {}", doctor::word(finding.health), finding.subject,
                        finding.sentence));
    }
  }
  Health worst = Health::good;
  for (const Finding& finding : findings) worst = std::max(worst, finding.health);
  return worst;
}

}  // namespace sallyport::app::cli
