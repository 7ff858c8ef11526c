// Emails that warn the owner of an account of what somebody does who may be another.
//
// Written in the transaction of what they tell of. What can be repeated at will is told once: by
// the try that reaches a limit, or once a day (`once_a_day`).
#pragma once

#include <optional>
#include <string>

#include "core/objection/objection.hpp"
#include "core/outbox/outbox.hpp"
#include "site/site.hpp"

namespace sallyport::site {

struct Warning {
  outbox::Kind kind = outbox::Kind::new_browser;
  AccountId account;
  std::optional<objection::Told> told;  // what the reader can object to; none: nothing to put right
  std::string user_agent = {};          // of the browser that it tells of
};

/// Tells when, from which address (the deed's) and in which browser.
void warn_owner(db::Write&, const Site&, const audit::Deed&, const Warning&);

/// Whether the account was not yet told of that today.
[[nodiscard]] bool once_a_day(db::Write&, const Site&, AccountId, outbox::Kind, Time now);

}  // namespace sallyport::site
