// The keys that the service holds: one file each, outside the database, made at first start, and
// changed while the portal runs.
//
// Owns    the files seal.key, pepper.key, form.key, throttle.key, audit.key, push.key in the keys
//         folder.
// Source  requirements R-KEY-1 to R-KEY-3; docs/operate/keys.md.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "kit/crypto/keys.hpp"
#include "kit/crypto/random.hpp"
#include "kit/crypto/seal.hpp"

namespace sallyport::keyring {

struct Keyring {
  crypto::Sealer sealer;      // secrets at rest
  crypto::Keys peppers;       // for crypto::PasswordHasher
  crypto::Keys form_key;      // form tokens and signed cookies
  crypto::Keys throttle_key;  // addresses as keys of counters
  crypto::Keys audit_key;     // signs the audit log's checkpoints
  crypto::Keys push_key;      // says to push services who sends; phones subscribe for it

  /// Takes new versions over from the files. Throws like load. True when anything changed.
  bool refresh() const;
};

/// One of the keys, for commands.
struct KeyName {
  std::string_view name;     // "seal"
  std::string_view purpose;  // "secrets at rest"
};

[[nodiscard]] std::span<const KeyName> key_names();
/// keys/seal.key
[[nodiscard]] std::filesystem::path file_of(const std::filesystem::path& folder,
                                            std::string_view name);

/// The key files that are not there yet.
[[nodiscard]] std::vector<std::filesystem::path> missing(const std::filesystem::path& folder);

/// Reads the key files, making those that are missing. Throws std::runtime_error with what to do
/// when a file is readable by others, empty or malformed.
[[nodiscard]] Keyring load(const std::filesystem::path& folder, crypto::Random&);

/// Keys from chance, kept nowhere: for tests.
[[nodiscard]] Keyring fresh(crypto::Random&);

}  // namespace sallyport::keyring
