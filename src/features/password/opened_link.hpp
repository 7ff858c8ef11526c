// A link from a letter, opened in this browser: what a new password is set with.
//
//     GET  /invitation/{token}   a page with a button; mail scanners look at it too
//     POST /invitation/{token}   hands the link to this browser: a key in its cookie
//     GET  /password/factor      the second factor, if the account has one
//     GET  /password/set         the new password
//
// /reset/{token} is the same for somebody who had a password.
#pragma once

#include <optional>

#include "core/account/account.hpp"
#include "core/link/link.hpp"
#include "site/factor.hpp"
#include "site/visit.hpp"

namespace sallyport::password {

struct OpenedLink {
  link::Link link;
  account::Account account;
  std::vector<site::Factor*> ways;  // the second factors that the account has activated

  /// A second factor is asked before a new password is accepted (R-RST-3).
  [[nodiscard]] bool lacks_factor() const { return !ways.empty() && !link.factor; }
};

/// The link that this browser opened, if it still works.
[[nodiscard]] std::optional<OpenedLink> opened_link(const site::Visitor&);

/// Says that the link no longer works, and offers a new one with one press.
///
///   again  where that button leads; empty: there is nothing left that says whom to write to
[[nodiscard]] http::Response dead_link(const site::Visit&, const std::string& again);
/// The same for the link that this browser opened.
[[nodiscard]] http::Response dead_link(const site::Visitor&);

}  // namespace sallyport::password
