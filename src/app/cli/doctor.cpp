#include "app/cli/doctor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

std::string_view word(Health health) {
  switch (health) {
    case Health::good:
      return "good";
    case Health::remark:
      return "remark";
    case Health::wrong:
      return "WRONG";
  }
  throw Bug("every health has a word");
}

Finding look_at_address(const Settings& settings) {
  if (settings.portal.is_https()) {
    return {Health::good, "address", settings.portal.public_address + " is reached over https."};
  }
  return {Health::remark, "address",
          settings.portal.public_address +
              " is plain http: good for trying out on this machine, not for anybody else."};
}

Finding look_at_mail(const Settings& settings) {
  std::error_code error;
  std::filesystem::create_directories(settings.mail_folder, error);
  if (error || access(settings.mail_folder.c_str(), W_OK) != 0) {
    return {Health::wrong, "mail",
            fmt::format(
                "Emails cannot be laid down in {}. Make the folder writable, or set mail.folder to"
                " another.",
                settings.mail_folder.string())};
  }
  return {Health::good, "mail",
          fmt::format("Emails are laid down in {}.", settings.mail_folder.string())};
}

Finding look_at_date(const Settings& settings) {
  if (!settings.policy.required_from) {
    return {
        Health::remark, "second factor",
        "No date is set from which a second factor is required: set second_factor.required_from."};
  }
  return {Health::good, "second factor",
          fmt::format("Required from {} ({}).", iso_day(*settings.policy.required_from),
                      settings.policy.time_zone.name())};
}

}  // namespace

std::vector<Finding> examine(const std::filesystem::path& settings_file) {
  const Settings settings = read_settings(settings_file);
  std::vector<Finding> findings{
      {Health::good, "settings", settings_file.string() + " is in order."}};
  findings.push_back(look_at_address(settings));

  crypto::SystemRandom random;
  static_cast<void>(keyring::load(settings.keys, random));
  findings.push_back({Health::good, "keys",
                      fmt::format("The key files in {} are readable by their owner only.",
                                  settings.keys.string())});

  const auto database = db::open_sqlite(settings.database);
  const int version = db::schema_version(*database);
  const auto newest = static_cast<int>(db::embedded_migrations().size());
  findings.push_back(
      {version == newest ? Health::good : Health::remark, "database",
       version == newest
           ? fmt::format("{} is at the newest schema, {}.", settings.database.string(), version)
           : fmt::format("{} is at schema {}, the newest is {}: `sallyport migrate` or the next "
                         "start brings it up.",
                         settings.database.string(), version, newest)});
  findings.push_back(look_at_mail(settings));
  findings.push_back(look_at_date(settings));
  return findings;
}

bool doctor(const std::filesystem::path& settings_file, Form form) {
  const auto findings = examine(settings_file);
  if (form == Form::json) {
    print(json::array(findings, [](const Finding& finding) {
      return json::Object{}
          .add("health", word(finding.health))
          .add("subject", finding.subject)
          .add("sentence", finding.sentence)
          .text();
    }));
  } else {
    for (const Finding& finding : findings) {
      print(
          fmt::format("{:<7} {:<14} {}", word(finding.health), finding.subject, finding.sentence));
    }
  }
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.health == Health::wrong; });
}

}  // namespace sallyport::app::cli
