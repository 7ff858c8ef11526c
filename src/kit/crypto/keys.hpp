// The versions of one key, as a running program holds them.
//
// Source  requirement R-KEY-2: keys are changed while the program runs.
//
// A new version comes into the key file by `sallyport keys rotate`. A running program reads the
// file again when it has changed: refresh() is a job's, and find() looks by itself when it is asked
// for a version that it does not know, for another program may have sealed with it a moment ago. So
// there is no moment in which something cannot be opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "base/secret.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::crypto {

/// Safe to call from several threads. Copies share what they hold. A key that was handed out stays
/// where it is until the last copy is gone, also when its version has left the file meanwhile.
class Keys {
 public:
  /// Keys of 32 bytes that are in no file; none at all is a Bug.
  explicit Keys(std::map<std::uint32_t, Secret>);
  /// The keys in that file, which is made when it is missing. Throws PrivateFileRefused.
  static Keys of_file(const std::filesystem::path&, Random&);

  struct Version {
    std::uint32_t number = 0;
    const Secret& key;
  };

  /// The one for new values.
  [[nodiscard]] Version newest() const;
  /// None when there is no such version in the file either.
  [[nodiscard]] const Secret* find(std::uint32_t version) const;
  /// Newest first.
  [[nodiscard]] std::vector<Version> all() const;
  /// Reads the file again if it was changed. True when a version came or went.
  bool refresh() const;

  /// The newest, for what is made and looked at with the same version.
  // NOLINTNEXTLINE(google-explicit-constructor): calls read `hmac_sha256(keys.form_key, text)`
  operator const Secret&() const { return newest().key; }

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sallyport::crypto
