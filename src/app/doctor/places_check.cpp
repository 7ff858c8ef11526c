// The file with the places of addresses: can it be read, and is it still of this time?
#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "kit/place/place.hpp"

namespace sallyport::app::doctor {
namespace {

/// Networks change hands: in a year several in a hundred.
constexpr std::chrono::days old{366};

}  // namespace

std::vector<Finding> look_at_places(const Installation& installation) {
  const auto& file = installation.settings.place_database;
  if (file.empty()) return {};
  const auto about = place::examine(file);
  const Finding good{
      Health::good, "places",
      fmt::format("{} ({}, of {}) can be read.", file.string(), about.kind, rfc3339(about.made))};
  if (installation.now - about.made < old) return {good};
  return {{Health::remark, "places",
           good.sentence + " It is more than a year old: replace it, for networks change hands."}};
}

}  // namespace sallyport::app::doctor
