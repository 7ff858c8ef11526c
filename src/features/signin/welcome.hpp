// What a browser becomes by a sign-in: known, or known for longer, if it was complete; and what the
// owner is told when it was not known before.
#pragma once

#include <optional>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/session/session.hpp"
#include "site/known_browser.hpp"

namespace sallyport::signin {

/// How somebody arrived.
struct Arrived {
  /// All that was demanded was proved. Otherwise the second factor is still to be activated: then
  /// the browser is remembered by that (site/activation.cpp), and somebody may be there who has the
  /// password alone.
  bool complete = false;
  /// Looked up before this sign-in became part of the history.
  bool from_new_place = false;
};

/// Remembers the browser, or forgets it on a shared computer; and tells the owner of one that was
/// not known, or was somewhere new. For the transaction that opened the session.
[[nodiscard]] std::optional<browser::Remembered> arrive(db::Write&, const site::Visit&,
                                                        const attempt::Attempt&, SessionId,
                                                        const Arrived&);

/// The account had so many sessions that this one ended another: its owner is told, once a day.
void tell_of_too_many(db::Write&, const site::Visit&, AccountId);

}  // namespace sallyport::signin
