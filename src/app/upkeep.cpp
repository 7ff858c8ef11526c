#include "app/upkeep.hpp"

#include <memory>

#include "app/audit_sealing.hpp"
#include "app/clock.hpp"
#include "app/resealing.hpp"

namespace sallyport::app {
namespace {

void take_new_keys(const site::Site& site) {
  if (site.keys.refresh()) site.log.write(log::Level::info, "keys_changed");
}

}  // namespace

std::vector<jobs::Job> make_upkeep(const site::Site& site,
                                   const std::filesystem::path& checkpoint_file) {
  const auto watch = std::make_shared<jobs::ClockWatch>();
  const auto sealing =
      std::make_shared<AuditSealing>(site.database, site.keys.audit_key, site.log, checkpoint_file);
  const auto resealing =
      std::make_shared<Resealing>(site.database, site.keys.sealer, site.random, site.log);
  return {
      {"audit", std::chrono::seconds{1}, [sealing](Time now) { sealing->run(now); }},
      {"clock", std::chrono::seconds{1},
       [&site, watch](Time now) { tell_of_steps(site, *watch, now); }},
      {"keys", std::chrono::seconds{1}, [&site](Time) { take_new_keys(site); }},
      {"resealing", std::chrono::seconds{1}, [resealing](Time now) { resealing->run(now); }},
      {"audit sweep", std::chrono::minutes{10},
       [&site](Time now) { sweep_audit_log(site.database, site.keys.audit_key, now); }},
  };
}

}  // namespace sallyport::app
