// What a phone is to show of a sign-in, as the exact text that it signs; and what is odd about the
// browser that asks.
//
// Source  docs/pocket-protocol.md, "The context".
#pragma once

#include <optional>
#include <string>

#include "core/challenge/mode.hpp"
#include "core/contact/contact.hpp"
#include "site/known_browser.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

/// "j…n@example.nl": enough for its owner to recognise.
[[nodiscard]] std::string shortened(const Email&);

/// Where a browser is: "Amersfoort, NL", "internal network", or nothing that is known.
[[nodiscard]] std::optional<std::string> place_of(const site::Site&, const Address&);

/// The browser that asks, as it is known to the account.
struct BrowserThatAsks {
  Email email;
  std::optional<std::string> organisation;  // when there is exactly one
  browser::Looks looks;
  Address address;
  std::optional<browser::Browser> known;
  bool new_network = false;  // the account never signed in from there
  bool within_session = false;
};

[[nodiscard]] std::string context_of(const site::Site&, const BrowserThatAsks&, Time now,
                                     Time expires_at);

/// Another country (or, where places are not known, another network), another browser or system, or
/// not used for 60 days.
[[nodiscard]] bool is_odd(const site::Site&, const BrowserThatAsks&, Time now);

}  // namespace sallyport::pocket
