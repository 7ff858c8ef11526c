// Known browsers: those in which somebody has signed in before. Guesses made elsewhere cannot shut
// them out.
//
// Owns    table `browser`.
// Source  requirements §2.8, R-SES-3. The cookie holds 256 random bits, the database their digest;
//         one cookie may serve several accounts on one computer. It is drawn anew at each use in a
//         sign-in. It proves nothing about who somebody is: it only says that their tries are
//         counted apart from everybody else's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::browser {

struct Browser {
  BrowserId id;
  std::string user_agent;
  std::string address;
  Time known_since;
  Time last_used_at;
};

/// How a browser looked when it was last used, for its owner to recognise it.
struct Looks {
  std::string user_agent;
  std::string address;
};

/// Counted from its last use.
inline constexpr std::chrono::days lifetime{90};
/// Of one account; one more, and the one not used for longest is forgotten.
inline constexpr std::int64_t most_browsers = 20;

/// The browser with that cookie, if the account knows it.
[[nodiscard]] std::optional<Browser> find(db::Read&, std::string_view token, AccountId, Time now);
/// All of the account, the last used first.
[[nodiscard]] std::vector<Browser> all(db::Read&, AccountId, Time now);
/// Whether any account knows that cookie.
[[nodiscard]] bool is_known_to_anybody(db::Read&, std::string_view token, Time now);

/// What a browser goes on with.
struct Remembered {
  BrowserId id;
  Secret token;  // for the cookie
};

/// After a sign-in that was complete: the browser is known to the account from now on, or still,
/// for `lasts`; one that is known for longer stays so, and looks as at its last sign-in. What it
/// brought as its cookie, if anything, goes on under a new token for all
/// accounts that know it; the token before counts until the new one was used, because the answer
/// may get lost.
[[nodiscard]] Remembered remember(db::Write&, const audit::Deed&, AccountId,
                                  std::optional<std::string_view> token, const Looks&,
                                  std::chrono::seconds lasts = lifetime);

/// False when it is not there or is another account's. `why` goes into the audit log.
bool forget(db::Write&, const audit::Deed&, AccountId, BrowserId, std::string_view why);
/// All of the account but `kept`.
void forget_others(db::Write&, const audit::Deed&, AccountId, std::optional<BrowserId> kept,
                   std::string_view why);

void sweep(db::Write&, Time now);

}  // namespace sallyport::browser
