#include "app/cli/audits.hpp"

#include <fmt/format.h>

#include "app/cli/find.hpp"
#include "core/account/account.hpp"
#include "core/audit/chain.hpp"
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

account::Account account_of(Opened& opened, const std::string& email) {
  const Email address = parse_email(email);
  auto account = opened.database->read([&](db::Read& db) { return account::find(db, address); });
  if (!account) throw Refused("There is no account with that address.");
  return std::move(*account);
}

}  // namespace

void list_audit(Opened& opened, std::optional<std::int64_t> organisation, const std::string& email,
                std::int64_t most, Form form) {
  audit::Filter filter;
  if (organisation) filter.organisation = find_organisation(opened, *organisation).id;
  if (!email.empty()) filter.account = account_of(opened, email).id;
  const auto entries =
      opened.database->read([&](db::Read& db) { return audit::newest(db, filter, most); });
  if (form == Form::json) return print(json::array(entries, json_of));
  for (const audit::Entry& entry : entries) {
    print(fmt::format("{}  {:<24}  {:<8}  {:<15}  {}", rfc3339(entry.at), entry.event, entry.actor,
                      entry.address, entry.detail));
  }
}

void forget_in_audit(Opened& opened, const std::string& email, Form form) {
  const account::Account account = account_of(opened, email);
  const audit::Deed deed = opened.deed();
  const auto events = opened.database->write(
      [&](db::Write& db) { return audit::forget_person(db, deed, account.id); });
  if (form == Form::json) {
    return print(
        json::Object{}.add("account", account.id.text()).add("forgotten_events", events).text());
  }
  if (events == 0) return print("No event of that account holds an address or a name any more.");
  print(
      fmt::format("Addresses and names were taken out of {} event{} of that account. The events"
                  " stay, and the log still verifies.",
                  events, events == 1 ? "" : "s"));
}

}  // namespace sallyport::app::cli
