#include "features/health/health_store.hpp"

namespace sallyport::health {

bool is_readable(db::Read& db) {
  return db.find_one("SELECT EXISTS (SELECT 1 FROM account) AS any_account").has_value();
}

}  // namespace sallyport::health
