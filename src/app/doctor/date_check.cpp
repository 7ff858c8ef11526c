#include <fmt/format.h>

#include <algorithm>

#include "app/doctor/checks.hpp"
#include "core/exemption/exemption.hpp"
#include "core/organisation/organisation.hpp"
#include "kit/db/migrate.hpp"

namespace sallyport::app::doctor {
namespace {

struct Counts {
  std::int64_t own_dates = 0;
  std::int64_t open_exemptions = 0;
};

/// Nothing from a database that is not there, or of an older schema.
std::optional<Counts> count(const Installation& installation) {
  if (installation.database == nullptr) return std::nullopt;
  const auto newest = static_cast<int>(db::embedded_migrations().size());
  if (db::schema_version(*installation.database) != newest) return std::nullopt;
  const Day today = installation.settings.policy.time_zone.day_of(installation.now);
  return installation.database->read([&](db::Read& db) {
    const auto organisations = organisation::all(db);
    const auto exemptions = exemption::all(db);
    return Counts{
        std::ranges::count_if(organisations,
                              [](const auto& one) { return one.required_from.has_value(); }),
        std::ranges::count_if(exemptions, [&](const auto& one) { return one.is_open(today); })};
  });
}

Finding look_at_day(const policy::Policy& policy, const Counts& counts) {
  const std::string earlier =
      counts.own_dates == 0
          ? ""
          : fmt::format(
                " Organisations with a date of their own: {} (`sallyport organisation list`).",
                counts.own_dates);
  if (!policy.required_from) {
    return {Health::remark, "second factor",
            "No date is set from which a second factor is required of everybody: set"
            " second_factor.required_from." +
                earlier};
  }
  return {Health::good, "second factor",
          fmt::format("Required from {} ({}).{}", iso_day(*policy.required_from),
                      policy.time_zone.name(), earlier)};
}

}  // namespace

std::vector<Finding> look_at_date(const Installation& installation) {
  const auto counts = count(installation);
  std::vector<Finding> findings{
      look_at_day(installation.settings.policy, counts.value_or(Counts{}))};
  if (counts && counts->open_exemptions > 0) {
    findings.push_back({Health::remark, "second factor",
                        fmt::format("Open exemptions: {}. `sallyport exemption list` shows for whom"
                                    " and until when.",
                                    counts->open_exemptions)});
  } else if (counts) {
    findings.push_back({Health::good, "second factor", "No exemption is open."});
  }
  return findings;
}

}  // namespace sallyport::app::doctor
