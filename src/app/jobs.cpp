#include "app/jobs.hpp"

#include "core/attempt/attempt.hpp"
#include "core/browser/browser.hpp"
#include "core/challenge/challenge.hpp"
#include "core/contact/list.hpp"
#include "core/device/device.hpp"
#include "core/exemption/exemption.hpp"
#include "core/link/link.hpp"
#include "core/outbox/outbox.hpp"
#include "core/pairing/pairing.hpp"
#include "core/session/session.hpp"
#include "core/throttle/throttle.hpp"
#include "features/account_security/mailed_code.hpp"
#include "features/factors/pocket/ending.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "features/not_me/sweep.hpp"
#include "features/password/link_request.hpp"
#include "site/doorbell.hpp"

namespace sallyport::app {
namespace {

/// Forgets what is past its time (R-PRIV-2), a table in each transaction so that nobody waits long.
void sweep(db::Database& database, Time now) {
  for (const auto& sweep_one :
       {attempt::sweep, session::sweep, browser::sweep, link::sweep, outbox::sweep, throttle::sweep,
        totp::sweep, account_security::sweep_mailed_codes, exemption::sweep, device::sweep,
        pairing::sweep, challenge::sweep}) {
    database.write([&](db::Write& db) { sweep_one(db, now); });
  }
}

/// A few pieces at a time, each a transaction of its own: whoever signs in meanwhile waits for one
/// piece at most, and the other jobs for this one.
void fold_names(db::Database& database) {
  constexpr std::int64_t in_a_piece = 250;
  constexpr int pieces = 10;
  for (int piece = 0; piece < pieces; ++piece) {
    if (!database.read([](db::Read& db) { return contact::any_unfolded(db); })) return;
    database.write([](db::Write& db) { contact::fold_names(db, in_a_piece); });
  }
}

void look_at_certificate(tls::Identity& identity, log::Log& log, Time now) {
  const auto look = identity.look_again(now);
  switch (look.what) {
    case tls::Identity::Looked::unchanged:
      return;
    case tls::Identity::Looked::renewed:
      return log.write(log::Level::info, "certificate_in_use",
                       {{"expires", rfc3339(identity.expires())}});
    case tls::Identity::Looked::refused:
      return log.write(log::Level::error, "certificate_refused",
                       {{"why", look.why}, {"in_use_until", rfc3339(identity.expires())}});
  }
}

void look_at_places(place::Places& places, log::Log& log) {
  const auto look = places.look_again();
  switch (look.what) {
    case place::Places::Looked::unchanged:
      return;
    case place::Places::Looked::renewed:
      return log.write(log::Level::info, "places_in_use", {});
    case place::Places::Looked::refused:
      return log.write(log::Level::error, "places_refused", {{"why", look.why}});
  }
}

}  // namespace

std::vector<jobs::Job> make_jobs(const site::Site& site) {
  return {
      {"links", std::chrono::seconds{1},
       [&](Time now) { password::answer_link_requests(site, now); }},
      {"sweep_history", std::chrono::minutes{10},
       [&](Time now) { not_me::sweep(site.database, now); }},
      {"sweep", std::chrono::minutes{10},
       [&](Time now) {
         sweep(site.database, now);
         pocket::end_unseen(site, now);
       }},
      {"fold_names", std::chrono::seconds{2}, [&](Time) { fold_names(site.database); }},
      {"push_reports", std::chrono::seconds{10},
       [&](Time now) {
         if (site.doorbell != nullptr) site.doorbell->take_reports(site, now);
       }},
  };
}

jobs::Job watch_places(place::Places& places, log::Log& log) {
  return {"places", std::chrono::seconds{10}, [&](Time) { look_at_places(places, log); }};
}

jobs::Job watch_certificate(tls::Identity& identity, log::Log& log) {
  return {certificate_job, std::chrono::seconds{10},
          [&](Time now) { look_at_certificate(identity, log, now); }};
}

}  // namespace sallyport::app
