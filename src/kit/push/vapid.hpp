// Who sends a push, so that a push service can tell its subscriptions apart and knows whom to ask.
//
// Source  RFC 8292: a JWT (RFC 7519) signed with ES256 (RFC 7518 §3.4).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "kit/crypto/p256.hpp"

namespace sallyport::push {

/// The key pair that a version of the keyring's push key stands for: always the same one, as every
/// browser is subscribed for its public half and is lost to us without it.
[[nodiscard]] crypto::P256Key sender_key(const Secret& push_key);

/// A mailto: or https: address at which the operator can be reached. A push service may refuse an
/// address that cannot be one, such as one at localhost, so we do before it.
[[nodiscard]] bool is_contact(std::string_view);

/// The words for one key. Made once for each push service and used again for eleven hours: some
/// refuse senders who make new ones all the time.
class Vapid {
 public:
  /// `contact` is one that is_contact() takes.
  Vapid(crypto::P256Key key, std::string contact);

  /// The value of the header Authorization for that origin.
  [[nodiscard]] const std::string& words_for(const std::string& origin, Time now);

 private:
  struct Made {
    std::string words;
    Time at;
  };
  crypto::P256Key key_;
  std::string contact_;
  std::map<std::string, Made> made_;  // by origin
};

}  // namespace sallyport::push
