#include "app/clock.hpp"

#include <fmt/format.h>

#include "core/audit/audit.hpp"
#include "core/session/session.hpp"

namespace sallyport::app {

void refuse_clock_behind(db::Database& database, Time now) {
  constexpr std::chrono::minutes patience{5};
  const auto newest = database.read(audit::newest_moment);
  if (!newest || now >= *newest - patience) return;
  throw ClockBehind(fmt::format(
      "The machine's clock says {}, but the audit log's newest event was recorded at {}. With a"
      " clock that is behind, used verification codes and expired links would work again. Set the"
      " clock (`timedatectl`, `chronyc makestep`) and start again. If the event's time is wrong,"
      " because the clock was ahead then, wait until that time has passed or restore a backup from"
      " before.",
      rfc3339(now), rfc3339(*newest)));
}

void tell_of_steps(const site::Site& site, jobs::ClockWatch& watch, Time now) {
  const auto step = watch.look();
  if (!step) return;
  site.log.write(log::Level::error, "clock_stepped", {{"milliseconds", step->count()}});
  site.database.write([&](db::Write& db) {
    std::string detail = fmt::format("{:+} ms", step->count());
    if (step->count() < 0) {
      const Time before = now - std::chrono::floor<std::chrono::seconds>(*step);
      const auto over = session::outlive_set_back(db, site.lifetimes, before, now);
      detail += fmt::format(", {} sessions that had run out stay over", over);
    }
    audit::record(db,
                  {.now = now,
                   .random = site.random,
                   .actor = audit::Actor::job,
                   .address = "",
                   .request = ""},
                  audit::Event::clock_stepped, {.detail = detail});
  });
}

}  // namespace sallyport::app
