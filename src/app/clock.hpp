// The machine's clock must be right: verification codes, links and sessions hang on it (R-TOTP-4).
#pragma once

#include <stdexcept>

#include "base/time.hpp"
#include "kit/db/database.hpp"
#include "kit/jobs/clock_watch.hpp"
#include "site/site.hpp"

namespace sallyport::app {

/// The clock is behind what was recorded already; what() says what to do.
class ClockBehind : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws ClockBehind when the newest event was recorded more than five minutes after `now`.
void refuse_clock_behind(db::Database&, Time now);

/// The job: a clock that was set by more than two seconds is written into log and audit log; and
/// where it was set back, no session that had run out comes back to life.
void tell_of_steps(const site::Site&, jobs::ClockWatch&, Time now);

}  // namespace sallyport::app
