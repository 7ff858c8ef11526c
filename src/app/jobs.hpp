// The jobs of the program.
#pragma once

#include <vector>

#include "kit/jobs/jobs.hpp"
#include "kit/mail/mail.hpp"
#include "site/site.hpp"

namespace sallyport::app {

[[nodiscard]] std::vector<jobs::Job> make_jobs(const site::Site&, mail::Mailer&);

}  // namespace sallyport::app
