#include "app/outward_jobs.hpp"

#include "core/audit/forward.hpp"
#include "kit/log/syslog.hpp"
#include "kit/mail/delivery_report.hpp"
#include "kit/mail/maildir.hpp"
#include "site/bounce.hpp"
#include "site/letter.hpp"

namespace sallyport::app {
namespace {

void take_bounces(const site::Site& site, const std::filesystem::path& maildir, Time now) {
  constexpr std::size_t most = 100;
  const audit::Deed deed{.now = now, .random = site.random, .actor = audit::Actor::job};
  mail::look_through_maildir(maildir, most, mail::longest_report, [&](const std::string& message) {
    static_cast<void>(site::take_bounce(site.database, deed, message));
  });
}

/// Each event goes to the log service at least once; while that is away it waits here.
void forward_events(const site::Site& site, const std::filesystem::path& socket) {
  constexpr std::int64_t most = 200;
  const auto events =
      site.database.write([](db::Write& db) { return audit::to_forward(db, most); });
  if (events.empty()) return;
  log::Syslog syslog{socket};
  for (const auto& event : events) {
    syslog.send(event.at, event.event, event.body);
    site.database.write([&](db::Write& db) { audit::mark_forwarded(db, event.position); });
  }
}

}  // namespace

std::vector<jobs::Job> make_outward_jobs(const site::Site& site, mail::Mailer& mailer,
                                         const Settings& settings) {
  std::vector<jobs::Job> jobs{{.name = "letters",
                               .every = std::chrono::seconds{1},
                               .run = [&](Time now) { site::deliver(site, mailer, now); },
                               .waits = true}};
  if (const auto maildir = settings.bounces; !maildir.empty()) {
    jobs.push_back({"bounces", std::chrono::minutes{1},
                    [&site, maildir](Time now) { take_bounces(site, maildir, now); }});
  }
  if (const auto socket = settings.syslog; !socket.empty()) {
    jobs.push_back({"syslog", std::chrono::seconds{1},
                    [&site, socket](Time) { forward_events(site, socket); }});
  }
  return jobs;
}

}  // namespace sallyport::app
