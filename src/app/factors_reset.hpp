// The operator's reset: somebody lost their last second factor, and what helps out beside it.
//
// Source  requirements R-REC-2, R-RST-3; rulings, "Administrator's reset". It opens nothing by
//         itself: the next sign-in asks for the password and a code mailed to the recorded address,
//         and leads through activation, also before the date. Why it does not wait a day:
//         docs/decisions/0028-the-operators-reset.md.
#pragma once

#include <optional>

#include "app/settings.hpp"
#include "core/account/account.hpp"
#include "core/outbox/outbox.hpp"

namespace sallyport::app {

struct FactorsReset {
  std::int64_t factors = 0;   // that stood alone
  std::int64_t sessions = 0;  // that were ended
};

/// Nothing when the account has no second factor: then nothing happened.
[[nodiscard]] std::optional<FactorsReset> reset_factors(db::Write&, const audit::Deed&,
                                                        const outbox::Outbox&,
                                                        const Secret& throttle_key, const Settings&,
                                                        const account::Account&,
                                                        const std::string& reason);

}  // namespace sallyport::app
