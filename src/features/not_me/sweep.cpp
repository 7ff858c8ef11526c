#include "features/not_me/sweep.hpp"

#include "core/history/history.hpp"
#include "core/objection/objection.hpp"

namespace sallyport::not_me {

void sweep(db::Database& database, Time now) {
  for (const auto& sweep_one : {objection::sweep, history::sweep}) {
    database.write([&](db::Write& db) { sweep_one(db, now); });
  }
}

}  // namespace sallyport::not_me
