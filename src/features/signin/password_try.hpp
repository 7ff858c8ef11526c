// Whether a password that was typed may be looked at, and what that costs whom.
//
// Source  requirement list §2.8. From a known browser only that browser's own tries count; all
//         others meet the limits of core/throttle/guess.hpp.
#pragma once

#include <optional>

#include "core/account/account.hpp"
#include "core/browser/browser.hpp"
#include "core/throttle/guess.hpp"
#include "kit/crypto/password_hash.hpp"
#include "site/visit.hpp"

namespace sallyport::signin {

/// What is known of the address that was typed, and of the browser it was typed in.
struct Known {
  Email email;
  std::optional<account::Account> account;
  bool has_access = false;                  // the account; says nothing where there is none
  std::optional<browser::Browser> browser;  // when the account knows it
  throttle::Guess guess;
  std::optional<throttle::Refusal> refusal;  // why the password is not looked at
  crypto::HashAsker asker;
};

/// Spends nothing.
[[nodiscard]] Known look_up(db::Read&, const site::Visit&, const Email&);

/// Spends a try. A known browser that has none left is no longer known, and goes on like all
/// others. Answers the refusal, when others were faster.
[[nodiscard]] std::optional<throttle::Refusal> spend_try(db::Write&, const site::Visit&, Known&);

/// The password was right.
void give_back_tries(db::Write&, const site::Visit&, const Known&);

/// What the page says: how long to wait, and which way stays open meanwhile.
[[nodiscard]] text::Message words_for(const throttle::Refusal&);

/// The same response with Retry-After; it goes out a second later, so that whoever guesses without
/// pause, over as many connections as they may have, costs next to nothing.
[[nodiscard]] http::Response held_up(http::Response, const throttle::Refusal&);

}  // namespace sallyport::signin
