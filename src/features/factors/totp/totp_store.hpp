// Tables `authenticator` and `authenticator_pending`: apps that show codes, and one that a session
// is about to add. Secrets are sealed, each bound to its row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "features/factors/totp/totp.hpp"
#include "kit/crypto/random.hpp"
#include "kit/crypto/seal.hpp"
#include "kit/db/database.hpp"

namespace sallyport::totp {

struct Authenticator {
  AuthenticatorId id;
  std::string name;
  Time created_at;
  std::optional<Time> last_used_at;
};

/// Of one account, the oldest first.
[[nodiscard]] std::vector<Authenticator> authenticators(db::Read&, AccountId);
/// All accounts that have one.
[[nodiscard]] std::vector<AccountId> owners(db::Read&);
/// Nothing when it is not there or another account's.
[[nodiscard]] std::optional<Authenticator> find(db::Read&, AccountId, AuthenticatorId);

/// What is needed to check a code.
struct Key {
  AuthenticatorId id;
  Secret secret;
  Step last_step = 0;
};
[[nodiscard]] std::vector<Key> keys(db::Read&, const crypto::Sealer&, AccountId);

/// Marks `step` as used. False if this or a newer step was used meanwhile, or the app was removed:
/// then refuse the code.
[[nodiscard]] bool use_step(db::Write&, AccountId, AuthenticatorId, Step, Time now);

struct NewAuthenticator {
  AccountId account;
  std::string name;
  const Secret& secret;
  Step last_step = 0;  // of the code that proved it
};
AuthenticatorId add(db::Write&, const crypto::Sealer&, crypto::Random&, const NewAuthenticator&,
                    Time now);
/// Both false when it is not there or another account's.
[[nodiscard]] bool rename(db::Write&, AccountId, AuthenticatorId, const std::string& name);
[[nodiscard]] bool remove(db::Write&, AccountId, AuthenticatorId);
/// All of the account. How many.
std::int64_t remove_all(db::Write&, AccountId);

/// The secret that this session was shown and that has not expired.
[[nodiscard]] std::optional<Secret> pending(db::Read&, const crypto::Sealer&, SessionId, Time now);
/// The same, made now if there is none: a reload and a wrong code keep it.
[[nodiscard]] Secret pending_or_new(db::Write&, const crypto::Sealer&, crypto::Random&, SessionId,
                                    Time now, Time expires_at);
/// Takes it out of the way, once: false if another request was faster, or it expired.
[[nodiscard]] bool take_pending(db::Write&, SessionId, Time now);

/// Forgets what was shown and never proved.
void sweep(db::Write&, Time now);

}  // namespace sallyport::totp
