#include "app/cli/factors.hpp"

#include <fmt/format.h>

#include "app/cli/find.hpp"
#include "app/factors_reset.hpp"
#include "core/exemption/exemption.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

constexpr std::size_t longest_reason = 200;

/// Until then nobody asks for a second factor, also after a reset.
std::optional<Day> open_exemption(db::Read& db, const Settings& settings, AccountId account,
                                  Time now) {
  const auto until = exemption::until(db, account);
  return until && now < settings.policy.time_zone.start_of(*until) ? until : std::nullopt;
}

}  // namespace

void reset_factors(Opened& opened, const std::string& email, const std::string& reason, Form form) {
  const Email address = parse_email(email);
  check_name(reason, longest_reason, "--reason");
  const audit::Deed deed = opened.deed();
  struct Outcome {
    std::optional<account::Account> account;
    std::optional<FactorsReset> reset;
    std::optional<Day> exempt_until;
  };
  const auto outcome = opened.database->write([&](db::Write& db) {
    Outcome found{.account = account::find(db, address), .reset = {}, .exempt_until = {}};
    if (!found.account) return found;
    found.reset = app::reset_factors(db, deed, opened.outbox, opened.keys.throttle_key,
                                     opened.settings, *found.account, reason);
    found.exempt_until = open_exemption(db, opened.settings, found.account->id, deed.now);
    return found;
  });
  if (!outcome.account) throw Refused("There is no account with that address.");
  if (!outcome.reset) {
    throw Refused(
        "That person has no second factor, so nothing was reset. A lost password is for"
        " \"Forgotten your password?\" on the page on which people log in.");
  }
  const auto& [factors, sessions] = *outcome.reset;
  const auto until =
      outcome.exempt_until ? std::optional{iso_day(*outcome.exempt_until)} : std::nullopt;
  if (form == Form::json) {
    return print(json::Object{}
                     .add("email", address.text())
                     .add("factors", factors)
                     .add("sessions_ended", sessions)
                     .add_maybe("exempt_until", until)
                     .text());
  }
  print(
      fmt::format("{}: {} second factor{} and all recovery codes no longer count, {} session{}"
                  " ended. They are being told by email.",
                  address.text(), factors, factors == 1 ? "" : "s", sessions,
                  sessions == 1 ? " was" : "s were"));
  if (until) {
    return print(
        fmt::format("An exemption lets them in by password alone until {}: `sallyport"
                    " exemption end --email {}` ends it.",
                    *until, address.text()));
  }
  print(
      "The next sign-in asks for the password and a code mailed to that address, and then leads"
      " through activation.");
}

}  // namespace sallyport::app::cli
