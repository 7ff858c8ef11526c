#include "kit/db/database.hpp"

#include <span>
#include <utility>

#include "base/bug.hpp"
#include "kit/db/driver.hpp"

namespace sallyport::db {
namespace {
std::span<const Value> as_span(Arguments arguments) {
  return {arguments.begin(), arguments.size()};
}
}  // namespace

std::optional<Row> Read::find_one(std::string_view sql, Arguments arguments) {
  auto rows = find_all(sql, arguments);
  if (rows.size() > 1) throw Bug("find_one found more than one row: " + std::string{sql});
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<Row> Read::find_all(std::string_view sql, Arguments arguments) {
  return connection_.run(sql, as_span(arguments)).rows;
}

std::int64_t Write::change(std::string_view sql, Arguments arguments) {
  return connection_.run(sql, as_span(arguments)).changed;
}

void Database::note_write(const std::function<void(Write&)>& work, Durability durability) {
  try {
    run_write(work, durability);
    last_write_failed_ = false;
  } catch (const Unavailable&) {
    last_write_failed_ = true;
    throw;
  }
}

}  // namespace sallyport::db
