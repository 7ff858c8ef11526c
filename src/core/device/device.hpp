// Phones (and the command-line device) with which sign-ins are confirmed.
//
// Owns    tables `device`, `device_push`, `device_nonce`.
// Read    device.hpp, device_store.cpp; subscription.hpp (where it can be rung), offline_code.hpp.
// Source  docs/pocket-protocol.md, "Devices". The database holds public keys only: reading it lets
//         nobody confirm anything.
//
//     waiting -> active <-> suspended        waiting | active | suspended -> ended (for ever)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/crypto/seal.hpp"
#include "kit/db/database.hpp"

namespace sallyport::device {

/// Of one account.
inline constexpr std::size_t most_devices = 5;
inline constexpr std::size_t longest_name = 60;
inline constexpr std::size_t offline_secret_size = 20;

enum class State {
  waiting,  // linked by the phone; the page that showed the QR code has not finished yet
  active,
  suspended,  // its counter stepped back: somebody may have a copy of its key
  ended,
};
[[nodiscard]] std::string_view name_of(State);

/// What a device tells of itself; each at most 60 letters.
struct Describes {
  std::string name;
  std::string platform;  // "pwa" or "cli"
  std::string system;
  std::string browser;
  std::string version;
};

struct Device {
  DeviceId id;
  AccountId account;
  std::string public_key;  // 65 bytes
  Describes describes;
  std::int64_t counter = 0;
  State state = State::waiting;
  bool has_offline_code = false;
  std::string address;
  Time created_at;
  Time seen_at;
  std::optional<Time> used_at;
  Time key_changed_at;
  std::string successor;
};

struct NewDevice {
  AccountId account;
  std::string public_key;
  Describes describes;
  State state = State::waiting;
  std::optional<Secret> offline_secret;
};
/// Nothing when the key belongs to a device already.
[[nodiscard]] std::optional<DeviceId> add(db::Write&, const audit::Deed&, const crypto::Sealer&,
                                          const NewDevice&);

[[nodiscard]] std::optional<Device> find(db::Read&, DeviceId);
/// Those that are active or suspended, the oldest first.
[[nodiscard]] std::vector<Device> all(db::Read&, AccountId);
/// Whether there is one, active or suspended: a phone that may have been copied confirms nothing,
/// but the account goes on asking for more than the password.
[[nodiscard]] bool has_any(db::Read&, AccountId);
[[nodiscard]] std::vector<AccountId> owners(db::Read&);

/// The page finished. False when it is no longer waiting.
[[nodiscard]] bool activate(db::Write&, DeviceId);
/// False when it is another account's or had ended. What it could be called by and its codes go.
[[nodiscard]] bool end(db::Write&, AccountId, DeviceId, Time now, std::string_view successor = "");
std::int64_t end_all(db::Write&, AccountId, Time now);
[[nodiscard]] bool rename(db::Write&, AccountId, DeviceId, const std::string& name);

/// Counts on, for an answer. False when the counter is no higher than before: then the device was
/// suspended.
[[nodiscard]] bool count_on(db::Write&, DeviceId, std::int64_t counter);
/// Until its owner lets it go on. True also when it was before; false when it is not linked.
[[nodiscard]] bool suspend(db::Write&, AccountId, DeviceId);
/// After it was suspended, its owner says that all is well.
[[nodiscard]] bool resume(db::Write&, AccountId, DeviceId);
void mark_used(db::Write&, DeviceId, Time now);
/// A new key takes the place of the old one. False when another request was faster, or the new key
/// belongs to a device already.
[[nodiscard]] bool rotate(db::Write&, DeviceId, const std::string& old_key,
                          const std::string& new_key, Time now);

/// Kept to the hour, so that most requests write nothing.
[[nodiscard]] bool seen_is_old(const Device&, const std::string& address, Time now);
void mark_seen(db::Write&, DeviceId, const std::string& address, std::string_view version,
               Time now);

/// Keeps the nonce of a signed request; false when it was used before.
[[nodiscard]] bool keep_nonce(db::Write&, DeviceId, const std::string& nonce, Time expires_at);

/// Of the active devices that show codes.
struct OfflineKey {
  DeviceId id;
  Secret secret;
  std::int64_t last_step = 0;
};
[[nodiscard]] std::vector<OfflineKey> offline_keys(db::Read&, const crypto::Sealer&, AccountId);
[[nodiscard]] std::optional<Secret> offline_secret(db::Read&, const crypto::Sealer&, DeviceId);
/// False when this step or a later one was used before.
[[nodiscard]] bool use_offline_step(db::Write&, DeviceId, std::int64_t step, Time now);

/// Linked, and not seen for 400 days: to be ended, and their owners to be told.
[[nodiscard]] std::vector<Device> unseen(db::Read&, Time now);

/// Forgets nonces, and devices whose page never finished.
void sweep(db::Write&, Time now);

}  // namespace sallyport::device
