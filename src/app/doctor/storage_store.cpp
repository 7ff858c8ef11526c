#include "app/doctor/storage_store.hpp"

namespace sallyport::app::doctor {

std::string find_defect(db::Read& db) {
  const std::string found = db.find_one("PRAGMA quick_check(1)")->text("quick_check");
  return found == "ok" ? "" : found;
}

}  // namespace sallyport::app::doctor
