#include "site/link_try.hpp"

#include <algorithm>

#include "core/throttle/throttle.hpp"
#include "site/failure.hpp"

namespace sallyport::site {
namespace {

std::string subject_of(const Visit& visit) {
  return throttle::subject(visit.site.keys.throttle_key, visit.request.sender);
}

}  // namespace

bool spend_link_try(db::Write& db, const Visit& visit) {
  return throttle::spend(db, throttle::token, subject_of(visit), visit.deed(), std::nullopt);
}

void give_back_link_try(db::Write& db, const Visit& visit) {
  throttle::give_back(db, throttle::token, subject_of(visit));
}

http::Response too_many_links(const Visit& visit) {
  const auto wait = visit.site.database.read([&](db::Read& db) {
    return throttle::wait(db, throttle::token, subject_of(visit), visit.now);
  });
  // None when it ended this second.
  return too_many_requests(visit.site, visit.request, std::max(wait, std::chrono::seconds{1}));
}

}  // namespace sallyport::site
