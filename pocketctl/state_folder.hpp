// What a device keeps between two commands: its key, its counter, and to what it is linked.
//
// Owns    a folder of mode 0700 with the files
//           key.pem       its private key, PKCS#8, locked when a passphrase is used
//           next_key.pem  while the key is being changed: one of the two is the one that counts
//           link.json     to what it is linked, and the secret of its offline codes
//           counter       the highest that was used
//           lock          held while an answer is made and sent
// Each is replaced as a whole and is on the disk before anything is sent that relies on it: a
// counter that is used twice suspends the device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/crypto/private_file.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::pocketctl {

struct Link {
  std::string origin;  // Pocket's, to which all requests go
  std::string device;  // its id; empty while it is being linked
  std::string code;    // hash of the code it is being linked with; empty afterwards
  std::string portal;  // "Customer Portal"
  std::string account;
  std::string organisation;  // empty: none or several
  std::string name;
  Secret offline_secret;  // empty: there are no offline codes

  [[nodiscard]] bool is_done() const { return !device.empty() && code.empty(); }
};

class StateFolder {
 public:
  StateFolder(std::filesystem::path folder, Secret passphrase, crypto::Random& random)
      : folder_(std::move(folder)), passphrase_(std::move(passphrase)), random_(random) {}

  /// While it lives, no other command changes anything here or answers. Makes the folder. Waits for
  /// another command to end. Throws Failed when others may look into the folder.
  class Lock {
   public:
    explicit Lock(const StateFolder&);

   private:
    crypto::Descriptor file_;
  };

  [[nodiscard]] std::optional<Link> link() const;
  void keep(const Lock&, const Link&);

  /// Throws Failed when there is none or it does not open.
  [[nodiscard]] crypto::P256Key key() const;
  [[nodiscard]] std::optional<crypto::P256Key> next_key() const;
  void keep_key(const Lock&, const crypto::P256Key&);
  void keep_next_key(const Lock&, const crypto::P256Key&);
  /// The next key is the key from now on.
  void take_next_key(const Lock&);
  void drop_next_key(const Lock&);

  /// One that was never given out before, and never will be again.
  [[nodiscard]] std::int64_t take_counter(const Lock&);

  /// All of it, also the key.
  void forget(const Lock&);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  [[nodiscard]] std::filesystem::path file(const char* name) const { return folder_ / name; }
  [[nodiscard]] std::optional<Secret> read(const char* name) const;
  void write(const char* name, const Secret& text);
  [[nodiscard]] std::optional<crypto::P256Key> read_key(const char* name) const;
  void sync_folder() const;

  std::filesystem::path folder_;
  Secret passphrase_;
  crypto::Random& random_;
};

}  // namespace sallyport::pocketctl
