#include "app/cli/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {

using doctor::Finding;
using doctor::Health;

namespace {

/// Nothing without keys; what is wrong with them is told by their own check. None are made.
std::optional<doctor::Outside> look_from_outside(const Settings& settings, Time now,
                                                 const doctor::Looks& looks) {
  if (!keyring::missing(settings.keys).empty()) return std::nullopt;
  crypto::SystemRandom random;
  std::optional<keyring::Keyring> keys;
  try {
    keys = keyring::load(settings.keys, random);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return doctor::look_from_outside(settings, *keys, random, now, looks.authorities);
}

}  // namespace

std::vector<Finding> examine(const std::filesystem::path& settings_file,
                             const doctor::Looks& looks) {
  const Settings settings = read_settings(settings_file);
  doctor::Installation installation{.settings_file = settings_file,
                                    .settings = settings,
                                    .now = SystemClock{}.now(),
                                    .looks = looks,
                                    .outside = {}};
  installation.outside = look_from_outside(settings, installation.now, looks);
  std::unique_ptr<db::Database> database;
  std::error_code unseen;  // a folder that may not be entered: opening says so
  installation.has_database_file = std::filesystem::status(settings.database, unseen).type() !=
                                   std::filesystem::file_type::not_found;
  try {
    if (installation.has_database_file) database = db::open_sqlite(settings.database);
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

dns::Server read_name_server(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto address = Address::parse(text.substr(0, colon));
  const auto digits = text.substr(std::min(colon + 1, text.size()));
  std::uint16_t port = 53;
  bool fits = address && address->is_ipv4();
  if (colon < text.size()) {
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    fits = fits && problem == std::errc{} && end == digits.data() + digits.size() && port != 0;
  }
  if (!fits) {
    throw Refused(
        "The name server is given by its IPv4 address, and a port if it is not 53: "
        "127.0.0.1:5353.");
  }
  return {address->text(), port};
}

Health tell_findings(const std::filesystem::path& settings_file, const doctor::Looks& looks,
                     Form form) {
  const auto findings = examine(settings_file, looks);
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
