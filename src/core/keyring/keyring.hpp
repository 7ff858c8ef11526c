// The keys that the service holds: one file each, outside the database, made at first start.
//
// Owns    the files seal.key, pepper.key, form.key, throttle.key in the keys folder.
// Source  requirements R-KEY-1 to R-KEY-3.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string_view>

#include "base/secret.hpp"
#include "kit/crypto/random.hpp"
#include "kit/crypto/seal.hpp"

namespace sallyport::keyring {

struct Keyring {
  crypto::Sealer sealer;                    // secrets at rest
  std::map<std::uint32_t, Secret> peppers;  // for crypto::PasswordHasher
  Secret form_key;                          // form tokens and signed cookies
  Secret throttle_key;                      // addresses as keys of counters

  [[nodiscard]] std::map<std::uint32_t, Secret> copy_of_peppers() const;
};

/// Reads the key files, making those that are missing. Throws std::runtime_error with what to do
/// when a file is readable by others, empty or malformed.
[[nodiscard]] Keyring load(const std::filesystem::path& folder, crypto::Random&);

/// Keys from chance, kept nowhere: for tests.
[[nodiscard]] Keyring fresh(crypto::Random&);

}  // namespace sallyport::keyring
