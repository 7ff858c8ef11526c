// What a browser becomes by a sign-in: known, or known for longer, if it was complete; and what the
// owner is told when it was not known before.
#pragma once

#include <optional>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/session/session.hpp"
#include "site/known_browser.hpp"

namespace sallyport::signin {

/// All that was demanded was proved, or the second factor is still to be activated: then the
/// browser is remembered by that (site/activation.cpp), and somebody may be there who has the
/// password alone.
enum class Arrived { complete, without_factor };

/// Remembers the browser, or forgets it on a shared computer; of an account that has signed in
/// before but never here, it also tells the owner. For the transaction that opened the session.
[[nodiscard]] std::optional<browser::Remembered> arrive(db::Write&, const site::Visit&,
                                                        const attempt::Attempt&, SessionId,
                                                        Arrived);

/// The account had so many sessions that this one ended another: its owner is told, once a day.
void tell_of_too_many(db::Write&, const site::Visit&, AccountId);

}  // namespace sallyport::signin
