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
// or that of adopted_hash.hpp: made by another program, and hashed anew when its owner signs in.
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

/// How many may ask for hashes at once, and how long one may be expected to wait for its turn.
struct HashQueue {
  std::size_t places = 96;  // the server has 128 workers: some stay free for other pages
  std::chrono::duration<double> longest_wait{1.5};
};

/// Who asks for a hash. The trusted (known browsers, and who has proved something) go first and
/// always find room; the others share what is left, fairly by network.
struct HashAsker {
  bool trusted = true;
  std::string network = {};  // of one that is not trusted
};

/// A caller's room in the queue, taken before anything else is spent; given back when it goes.
class HashPlace {
 public:
  HashPlace(HashPlace&&) noexcept;
  HashPlace& operator=(HashPlace&&) = delete;
  ~HashPlace();

 private:
  friend class PasswordHasher;
  struct Held;
  explicit HashPlace(std::unique_ptr<Held>);
  std::unique_ptr<Held> held_;
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
  PasswordHasher(HashCost, Keys peppers, Random&, const HashQueue& = {});
  PasswordHasher(HashCost cost, std::map<std::uint32_t, Secret> peppers, Random& random,
                 const HashQueue& queue = {})
      : PasswordHasher(cost, Keys{std::move(peppers)}, random, queue) {}
  ~PasswordHasher();

  /// Throws Overloaded when there is no room, before anything was done.
  [[nodiscard]] HashPlace take_place(HashAsker);

  // Without a place of its own, each of these takes one of the trusted for as long as it lasts.

  /// `password` is already in the form to be hashed (text::normalised).
  [[nodiscard]] std::string hash(const Secret& password);
  /// A `stored` that neither hash() nor adopt() wrote is a Bug. Throws std::runtime_error when its
  /// key is missing.
  [[nodiscard]] PasswordVerdict verify(const Secret& password, std::string_view stored);
  [[nodiscard]] PasswordVerdict verify(const HashPlace&, const Secret& password,
                                       std::string_view stored);
  /// Does the same work as verify() and finds nothing: for addresses that nobody has.
  void verify_nothing(const Secret& password);
  void verify_nothing(const HashPlace&, const Secret& password);

  /// Hashes made so far.
  [[nodiscard]] std::uint64_t made() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::crypto
