#include "app/cli/audits.hpp"

#include <fmt/format.h>

#include "app/cli/find.hpp"
#include "core/account/account.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

template <class SomeId>
std::optional<std::string> text_of(const std::optional<SomeId>& id) {
  if (!id) return std::nullopt;
  return id->text();
}

std::string json_of(const audit::Entry& entry) {
  return json::Object{}
      .add("at", rfc3339(entry.at))
      .add("event", entry.event)
      .add("actor", entry.actor)
      .add_maybe("account", text_of(entry.account))
      .add_maybe("organisation", text_of(entry.organisation))
      .add_maybe("contact", text_of(entry.contact))
      .add("detail", entry.detail)
      .add("address", entry.address)
      .add("words", entry.words)
      .add("request", entry.request)
      .text();
}

}  // namespace

void list_audit(Opened& opened, std::optional<std::int64_t> organisation, const std::string& email,
                std::int64_t most, Form form) {
  audit::Filter filter;
  if (organisation) filter.organisation = find_organisation(opened, *organisation).id;
  if (!email.empty()) {
    const Email address = parse_email(email);
    const auto account =
        opened.database->read([&](db::Read& db) { return account::find(db, address); });
    if (!account) throw Refused("There is no account with that address.");
    filter.account = account->id;
  }
  const auto entries =
      opened.database->read([&](db::Read& db) { return audit::newest(db, filter, most); });
  if (form == Form::json) return print(json::array(entries, json_of));
  for (const audit::Entry& entry : entries) {
    print(fmt::format("{}  {:<24}  {:<8}  {:<15}  {}", rfc3339(entry.at), entry.event, entry.actor,
                      entry.address, entry.detail));
  }
}

}  // namespace sallyport::app::cli
