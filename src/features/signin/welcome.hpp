// What a browser becomes by a sign-in that was complete: known, or known for longer; and what the
// owner is told when it was not known before.
#pragma once

#include <optional>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/session/session.hpp"
#include "site/known_browser.hpp"

namespace sallyport::signin {

/// Remembers the browser, or forgets it on a shared computer; of an account that has signed in
/// before but never here, it also tells the owner. For the transaction that opened the session.
[[nodiscard]] std::optional<browser::Remembered> arrive(db::Write&, const site::Visit&,
                                                        const attempt::Attempt&, SessionId);

}  // namespace sallyport::signin
