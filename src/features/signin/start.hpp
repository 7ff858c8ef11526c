// Signing in: the password, a second factor, the organisation; and logging off.
//
// Owns    /signin and what is below it, /organisation, /logoff.
// Source  behaviour M1 to M9, M11, M13 to M21; requirements R-TX, R-ENUM, R-SES.
// Read    start.hpp (the page Log in), password_step, flow (what a proof leads to), factor_step,
// other_way, more_time,
//         organisation_page, logoff.
//
// Steps never name one another: each records what was proved, and core/attempt/next_step picks the
// next.
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class Start {
 public:
  explicit Start(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::Visitor&);
  http::Response lead_to_start(const site::Visitor&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
