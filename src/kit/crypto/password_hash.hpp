// Password hashes: Argon2id, then a keyed digest with a key that is not in the database.
//
// Source  RFC 9106 (Argon2id), PHC string format; NIST SP 800-63B-4 §3.1.1.2 (keyed step).
//
// Hashing is slow by design, so it has lanes of its own: as many as there are cores, at nice 10.
// Work is let in only when it will be done soon; otherwise Overloaded, before anything was hashed.
//
// Stored form:
//     stored = "1$" key_version "$" digest "$m=" memory_kib ",t=" passes ",p=1$" salt
//     digest = base64url of HMAC-SHA-256(pepper, Argon2id(password, salt) of 32 bytes)
//     salt   = base64url of 16 random bytes
//     numbers are decimal, without leading zeros
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "kit/crypto/keys.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::crypto {

/// Too much hashing is waiting; try again after `retry_after`. The edges answer 503.
class Overloaded : public std::runtime_error {
 public:
  explicit Overloaded(std::chrono::seconds wait)
      : std::runtime_error("too many passwords are being checked at this moment"),
        retry_after(wait) {}
  std::chrono::seconds retry_after;
};

/// What one hash costs. Operators may raise it; only tests may go below `least`.
struct HashCost {
  std::uint32_t memory_kib = 19'456;
  std::uint32_t passes = 2;
  static constexpr std::uint32_t least_memory_kib = 19'456;
  static constexpr std::uint32_t least_passes = 2;
  static constexpr std::uint32_t most_memory_kib = 1'048'576;
  static constexpr std::uint32_t most_passes = 64;

  bool operator==(const HashCost&) const = default;
};

/// Next to nothing, for tests that hash often. The one cost below `least` that PasswordHasher
/// takes; no setting can say it.
[[nodiscard]] constexpr HashCost cheap_hash_cost_for_tests() {
  return {.memory_kib = 64, .passes = 1};
}

enum class PasswordVerdict {
  right,
  right_but_old,
  wrong
};  // old: cost or key have changed, hash it again

/// Safe to call from several threads; blocks the caller until its turn came and the hash is made.
class PasswordHasher {
 public:
  /// Keys ("peppers") of 32 bytes by version; the highest is used for new hashes. `random` must
  /// live longer.
  PasswordHasher(HashCost, Keys peppers, Random&);
  PasswordHasher(HashCost cost, std::map<std::uint32_t, Secret> peppers, Random& random)
      : PasswordHasher(cost, Keys{std::move(peppers)}, random) {}
  ~PasswordHasher();

  /// `password` is already in the form to be hashed (text::normalised).
  [[nodiscard]] std::string hash(const Secret& password);
  /// A `stored` that hash() did not write is a Bug. Throws std::runtime_error when its key is
  /// missing.
  [[nodiscard]] PasswordVerdict verify(const Secret& password, std::string_view stored);
  /// Does the same work as verify() and finds nothing: for addresses that nobody has.
  void verify_nothing(const Secret& password);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::crypto
