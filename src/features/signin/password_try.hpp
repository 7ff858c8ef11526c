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

/// What spending a try came to.
struct Tried {
  std::optional<throttle::Refusal> refusal = {};  // others were faster
  std::optional<browser::Browser> used_up = {};   // the known browser that had no try left
  bool last_of_account = false;                   // until its owner comes

  /// Counters may be lost with the power, this may not.
  [[nodiscard]] bool must_last() const { return used_up || last_of_account; }
};

/// Spends a try. A known browser that has none left goes on like all others.
[[nodiscard]] Tried spend_try(db::Write&, const site::Visit&, Known&);

/// Takes the known browser that had no try left away.
void record_what_must_last(db::Write&, const site::Visit&, const Known&, Tried&);
/// When the last try there was has been wrong too, or was not looked at.
void warn_of_last_try(db::Write&, const site::Visit&, const Known&, const Tried&);

/// The password was right.
void give_back_tries(db::Write&, const site::Visit&, const Known&);

/// What the page says: how long to wait, and which way stays open meanwhile.
[[nodiscard]] text::Message words_for(const throttle::Refusal&);

/// The same response with Retry-After; it goes out a second later, so that whoever guesses without
/// pause, over as many connections as they may have, costs next to nothing.
[[nodiscard]] http::Response held_up(http::Response, const throttle::Refusal&);

}  // namespace sallyport::signin
