#include "features/signin/other_way.hpp"

#include <fmt/format.h>

#include "features/signin/flow.hpp"
#include "site/page.hpp"
#include "site/proving.hpp"

namespace sallyport::signin {

void OtherWay::routes(site::Routes& routes) {
  routes.get("/signin/other-way", this, &OtherWay::show);
}

http::Response OtherWay::show(const site::InSignIn& visit) {
  const auto ways = site_.database.read(
      [&](db::Read& db) { return site::ways_of(db, site_, visit.attempt.account); });
  if (ways.empty()) return start_over(visit, visit.attempt, "attempt_over");
  auto rows = site::rows_of(
      ways, [](const site::Factor& way) { return fmt::format("/signin/factor/{}", way.name()); });
  return site::page(visit, "src/features/signin/other_way.html",
                    text::Message{"Choose another way"}, {{"ways", std::move(rows)}});
}

}  // namespace sallyport::signin
