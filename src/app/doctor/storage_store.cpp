#include "app/doctor/storage_store.hpp"

namespace sallyport::app::doctor {

Keeping keeping_of(db::Read& db) {
  return {.journal_mode = db.find_one("PRAGMA journal_mode")->text("journal_mode"),
          .synchronous = db.find_one("PRAGMA synchronous")->integer("synchronous")};
}

std::string find_defect(db::Read& db) {
  const std::string found = db.find_one("PRAGMA quick_check(1)")->text("quick_check");
  return found == "ok" ? "" : found;
}

}  // namespace sallyport::app::doctor
