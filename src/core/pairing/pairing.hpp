// A QR code that is shown until a phone has scanned it.
//
// Owns    table `pairing`.
// Source  docs/pocket-protocol.md, "Linking". A code has 80 random bits, lives five minutes and
//         works once; an account has at most one that is live. It is shown by a page of somebody
//         who just proved who they are, or by the phone whose place the new one takes.
//
//     waiting -> scanned -> answered -> linked          a page finishes it
//     waiting -> scanned -> linked                      moved from a phone
//     waiting | scanned | answered -> cancelled | (expired, by time alone)
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/crypto/seal.hpp"
#include "kit/db/database.hpp"

namespace sallyport::pairing {

inline constexpr std::chrono::minutes lifetime{5};
/// So often a page renews a code by itself.
inline constexpr std::int64_t most_renewals = 3;

enum class State { waiting, scanned, answered, linked, cancelled, expired };

struct Pairing {
  PairingId id;
  AccountId account;
  std::optional<SessionId> session;
  std::optional<DeviceId> from_device;
  std::string nonce;  // 32 bytes
  std::string check_number;
  std::int64_t renewal = 0;
  State state = State::waiting;  // as at the time of asking
  std::optional<DeviceId> device;
  Time created_at;
  Time expires_at;

  [[nodiscard]] bool is_live() const {
    return state == State::waiting || state == State::scanned || state == State::answered;
  }
};

/// Who shows it: one of the two.
struct Shown {
  AccountId account;
  std::optional<SessionId> session;
  std::optional<DeviceId> from_device;
};
/// Ends the live one of the account, if any.
Pairing begin(db::Write&, const audit::Deed&, const crypto::Sealer&, const Shown&,
              std::int64_t renewal);

[[nodiscard]] std::optional<Pairing> find(db::Read&, PairingId, Time now);
/// By what was scanned or typed: 16 characters, see core/statement.
[[nodiscard]] std::optional<Pairing> of_code(db::Read&, std::string_view code, Time now);
/// The newest that this session's page showed.
[[nodiscard]] std::optional<Pairing> newest_of(db::Read&, SessionId, Time now);
/// Whether a page of this session linked that device.
[[nodiscard]] bool linked_by(db::Read&, SessionId, DeviceId);
[[nodiscard]] std::optional<Pairing> newest_from(db::Read&, DeviceId, Time now);
/// Whether a page may still finish the link of that device.
[[nodiscard]] bool awaits(db::Read&, DeviceId, Time now);
[[nodiscard]] Secret code_of(db::Read&, const crypto::Sealer&, PairingId);

/// Each false when it is not in the state before any more, or expired.
void mark_scanned(db::Write&, PairingId, Time now);
[[nodiscard]] bool answer(db::Write&, PairingId, DeviceId, Time now);
[[nodiscard]] bool link(db::Write&, PairingId, Time now);
/// Nothing when it is over already.
void cancel(db::Write&, PairingId);

void sweep(db::Write&, Time now);

}  // namespace sallyport::pairing
