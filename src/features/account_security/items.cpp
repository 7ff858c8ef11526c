#include "features/account_security/items.hpp"

#include "site/factor.hpp"

namespace sallyport::account_security {
namespace {

templates::Model row_of(const site::InSession& visit, const site::Item& item) {
  const auto day = [&](Time time) {
    return text::long_day(visit.language, visit.site.policy.time_zone.day_of(time));
  };
  const auto or_empty = [](const std::optional<text::Message>& words) {
    return words ? templates::Value{*words} : templates::Value{std::string{}};
  };
  return {{"name", item.name},
          {"page", item.page},
          {"since", item.since ? day(*item.since) : std::string{}},
          {"last_used", item.last_used ? day(*item.last_used) : std::string{}},
          {"remark", or_empty(item.remark)},
          {"warning", or_empty(item.warning)}};
}

}  // namespace

std::vector<templates::Model> item_rows(const site::InSession& visit) {
  return visit.site.database.read([&](db::Read& db) {
    std::vector<templates::Model> rows;
    for (const site::Factor* factor : visit.site.factors) {
      for (const site::Item& item : factor->items(db, visit.session.account)) {
        rows.push_back(row_of(visit, item));
      }
    }
    return rows;
  });
}

std::string exempt_until(const site::InSession& visit) {
  const auto day = visit.date.exempt_until(visit.now);
  return day && !visit.has_factor ? text::long_day(visit.language, *day) : std::string{};
}

}  // namespace sallyport::account_security
