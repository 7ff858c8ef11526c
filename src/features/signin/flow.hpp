// What the steps of signing in share: the attempt, and what a proof leads to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "core/attempt/attempt.hpp"
#include "core/browser/browser.hpp"
#include "kit/http/message.hpp"
#include "site/factor.hpp"
#include "site/visit.hpp"

namespace sallyport::signin {

/// The attempt that the visitor is in the middle of, if any.
[[nodiscard]] std::optional<attempt::Attempt> attempt_of(const site::Visit&);

/// What a proof led to.
struct Progress {
  std::string path;                                    // of the next step
  std::optional<Secret> session;                       // the session's token: signing in is done
  std::optional<browser::Remembered> remembered = {};  // the browser is known from now on
};

/// Passes the gate, if nothing more is to be proved first. Runs in the transaction that recorded
/// the proof. Nothing when the attempt is over.
[[nodiscard]] std::optional<Progress> go_on(db::Write&, const site::Visit&,
                                            const attempt::Attempt&);

/// Leads to the next step, with the session's cookie instead of the attempt's once there is a
/// session.
[[nodiscard]] http::Response lead_on(const Progress&);

/// Leads back to the start, still remembering where the person was going.
///
///   because  see start.cpp; empty: nothing needs to be said
[[nodiscard]] http::Response start_over(const site::Visit&, const attempt::Attempt&,
                                        std::string_view because);

}  // namespace sallyport::signin
