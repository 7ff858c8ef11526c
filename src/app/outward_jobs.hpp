// The jobs that meet the world outside: letters go out, bounces come in, events go to the log
// service.
#pragma once

#include <vector>

#include "app/settings.hpp"
#include "kit/jobs/jobs.hpp"
#include "kit/mail/mail.hpp"
#include "site/site.hpp"

namespace sallyport::app {

[[nodiscard]] std::vector<jobs::Job> make_outward_jobs(const site::Site&, mail::Mailer&,
                                                       const Settings&);

}  // namespace sallyport::app
