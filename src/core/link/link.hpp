// Links in letters that work once: 256 random bits, of which only the digest is kept.
//
// Owns    table `link`.
// Source  NIST SP 800-63B-4 §4.2.1; requirement R-RST-1.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::link {

enum class Purpose { set_password };

inline constexpr std::chrono::hours invitation_lifetime{72};

/// A new link; earlier ones of that account and purpose stop working. Returns the token for the
/// address.
[[nodiscard]] Secret make(db::Write&, const audit::Deed&, Purpose, AccountId,
                          std::int64_t password_version, std::chrono::seconds lifetime);

struct Link {
  LinkId id;
  AccountId account;
  std::int64_t password_version = 0;
};

/// The link, if it works at this moment. Looking at it does not use it up: mail scanners look too.
[[nodiscard]] std::optional<Link> find(db::Read&, Purpose, std::string_view token, Time now);
[[nodiscard]] std::optional<Link> find(db::Read&, Purpose, LinkId, Time now);

/// Uses it up; false when it no longer works (expired, used, or the password changed meanwhile).
[[nodiscard]] bool use(db::Write&, Purpose, LinkId, Time now);

/// Forgets links that stopped working more than a month ago.
void sweep(db::Write&, Time now);

}  // namespace sallyport::link
