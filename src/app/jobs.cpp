#include "app/jobs.hpp"

#include "core/attempt/attempt.hpp"
#include "core/link/link.hpp"
#include "core/outbox/outbox.hpp"
#include "core/session/session.hpp"
#include "core/throttle/throttle.hpp"
#include "site/letter.hpp"

namespace sallyport::app {
namespace {

/// Forgets what is past its time (R-PRIV-2), a table in each transaction so that nobody waits long.
void sweep(db::Database& database, Time now) {
  for (const auto& sweep_one :
       {attempt::sweep, session::sweep, link::sweep, outbox::sweep, throttle::sweep}) {
    database.write([&](db::Write& db) { sweep_one(db, now); });
  }
}

}  // namespace

std::vector<jobs::Job> make_jobs(const site::Site& site, mail::Mailer& mailer) {
  return {
      {"letters", std::chrono::seconds{1}, [&](Time now) { site::deliver(site, mailer, now); }},
      {"sweep", std::chrono::minutes{10}, [&](Time now) { sweep(site.database, now); }},
  };
}

}  // namespace sallyport::app
