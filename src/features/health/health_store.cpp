#include "features/health/health_store.hpp"

namespace sallyport::health {

bool is_readable(db::Read& db) {
  return db.find_one("SELECT EXISTS (SELECT 1 FROM account) AS any_account").has_value();
}

void try_to_write(db::Write& db) { db.change("UPDATE schema_state SET version = version"); }

}  // namespace sallyport::health
