// The jobs of the program.
#pragma once

#include <vector>

#include "kit/jobs/jobs.hpp"
#include "kit/place/place.hpp"
#include "kit/tls/tls.hpp"
#include "site/site.hpp"

namespace sallyport::app {

[[nodiscard]] std::vector<jobs::Job> make_jobs(const site::Site&);

inline constexpr const char* certificate_job = "certificate";

/// Takes another file of places into use, or says in the log why it cannot.
[[nodiscard]] jobs::Job watch_places(place::Places&, log::Log&);

/// Takes a renewed certificate into use, or says in the log why it cannot.
[[nodiscard]] jobs::Job watch_certificate(tls::Identity&, log::Log&);

}  // namespace sallyport::app
