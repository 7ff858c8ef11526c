#include "kit/crypto/password_hash.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <new>
#include <optional>
#include <thread>
#include <utility>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/crypto/adopted_hash.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/hash_lanes.hpp"
#include "kit/crypto/hash_text.hpp"
#include "kit/crypto/sodium.hpp"

namespace sallyport::crypto {
namespace {

constexpr std::size_t salt_size = crypto_pwhash_SALTBYTES;
constexpr std::size_t digest_size = 32;
static_assert(salt_size == 16);

struct Stored {
  std::uint32_t key_version = 0;
  std::string digest;
  HashCost cost;
  std::string salt;
};

std::string print(const Stored& stored) {
  return fmt::format("1${}${}$m={},t={},p=1${}", stored.key_version, to_base64url(stored.digest),
                     stored.cost.memory_kib, stored.cost.passes, to_base64url(stored.salt));
}

Stored parse(std::string_view text) {
  std::string_view rest = text;
  const std::string_view format = take_until(rest, "$");
  Stored stored;
  stored.key_version = number_in(take_until(rest, "$"));
  stored.digest = from_base64url(take_until(rest, "$m=")).value_or("");
  stored.cost.memory_kib = number_in(take_until(rest, ",t="));
  stored.cost.passes = number_in(take_until(rest, ",p=1$"));
  stored.salt = from_base64url(rest).value_or("");

  check(format == "1" && print(stored) == text, "a stored password hash has the form we write");
  check(stored.digest.size() == digest_size && stored.salt.size() == salt_size,
        "a stored password hash has digest and salt in full");
  check(stored.cost.memory_kib >= 8 && stored.cost.memory_kib <= HashCost::most_memory_kib &&
            stored.cost.passes >= 1 && stored.cost.passes <= HashCost::most_passes,
        "a stored password hash has a cost that we can pay");
  return stored;
}

Secret argon2id(std::string_view password, std::string_view salt, const HashCost& cost) {
  std::string raw(digest_size, '\0');
  const int outcome =
      crypto_pwhash(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), password.data(),
                    password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                    cost.passes, std::size_t{cost.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (outcome != 0) throw std::bad_alloc{};  // the only reason it can have, the limits being kept
  return Secret{std::move(raw)};
}

bool may_be_paid(const HashCost& cost) {
  if (cost == cheap_hash_cost_for_tests()) return true;
  return cost.memory_kib >= HashCost::least_memory_kib &&
         cost.memory_kib <= HashCost::most_memory_kib && cost.passes >= HashCost::least_passes &&
         cost.passes <= HashCost::most_passes;
}

}  // namespace

struct PasswordHasher::Parts {
  HashCost cost;
  Keys peppers;
  Random& random;
  HashLanes lanes;

  std::string digest(const HashLanes::Place& place, const Secret& password, std::string_view salt,
                     const HashCost& price, const Secret& pepper) {
    Secret raw;
    lanes.run(place, [&] { raw = argon2id(password.reveal(), salt, price); });
    return hmac_sha256(pepper, raw.reveal());
  }

  const Secret& pepper(std::uint32_t version) const {
    const Secret* const found = peppers.find(version);
    if (found != nullptr) return *found;
    throw std::runtime_error(fmt::format(
        "a password was hashed with key {}, which is not among the keys for passwords; put that "
        "line back into their key file",
        version));
  }

  bool matches(const HashLanes::Place& place, const Secret& password, const AdoptedHash& adopted) {
    Secret raw;
    lanes.run(place, [&] { raw = Secret{digest_of(adopted.recipe, password)}; });
    return equal_in_constant_time(hmac_sha256(pepper(adopted.key_version), raw.reveal()),
                                  adopted.digest);
  }
};

struct HashPlace::Held {
  HashLanes::Place place;
};

HashPlace::HashPlace(std::unique_ptr<Held> held) : held_(std::move(held)) {}
HashPlace::HashPlace(HashPlace&&) noexcept = default;
HashPlace::~HashPlace() = default;

PasswordHasher::PasswordHasher(HashCost cost, Keys peppers, Random& random,
                               const HashQueue& queue) {
  check(may_be_paid(cost), "a password hash costs at least the least and at most the most");
  start_sodium();
  parts_.reset(new Parts{.cost = cost,
                         .peppers = std::move(peppers),
                         .random = random,
                         .lanes = HashLanes{std::thread::hardware_concurrency(), queue}});
}

PasswordHasher::~PasswordHasher() = default;

HashPlace PasswordHasher::take_place(HashAsker asker) {
  return HashPlace{std::unique_ptr<HashPlace::Held>(
      new HashPlace::Held{.place = parts_->lanes.take(std::move(asker))})};
}

std::uint64_t PasswordHasher::made() const { return parts_->lanes.done(); }

std::string PasswordHasher::hash(const Secret& password) {
  const HashPlace place = take_place({});
  const auto [version, pepper] = parts_->peppers.newest();
  Stored stored{.key_version = version,
                .digest = {},
                .cost = parts_->cost,
                .salt = parts_->random.bytes(salt_size)};
  stored.digest = parts_->digest(place.held_->place, password, stored.salt, stored.cost, pepper);
  return print(stored);
}

PasswordVerdict PasswordHasher::verify(const Secret& password, std::string_view text) {
  return verify(take_place({}), password, text);
}

PasswordVerdict PasswordHasher::verify(const HashPlace& place, const Secret& password,
                                       std::string_view text) {
  if (is_adopted(text)) {
    const bool right = parts_->matches(place.held_->place, password, read_adopted(text));
    // Ours too, right or wrong, so that a cheap foreign hash does not answer sooner than an address
    // that nobody has.
    verify_nothing(place, password);
    return right ? PasswordVerdict::right_but_old : PasswordVerdict::wrong;
  }
  const Stored stored = parse(text);
  const std::string digest = parts_->digest(place.held_->place, password, stored.salt, stored.cost,
                                            parts_->pepper(stored.key_version));
  if (!equal_in_constant_time(digest, stored.digest)) return PasswordVerdict::wrong;
  const bool current =
      stored.cost == parts_->cost && stored.key_version == parts_->peppers.newest().number;
  return current ? PasswordVerdict::right : PasswordVerdict::right_but_old;
}

void PasswordHasher::verify_nothing(const Secret& password) {
  verify_nothing(take_place({}), password);
}

void PasswordHasher::verify_nothing(const HashPlace& place, const Secret& password) {
  // The decoy's digest is no Argon2id output that anybody could find a password for.
  static const std::string decoy = std::string(digest_size, '\0');
  const Stored stored{.key_version = parts_->peppers.newest().number,
                      .digest = decoy,
                      .cost = parts_->cost,
                      .salt = std::string(salt_size, '\0')};
  const PasswordVerdict verdict = verify(place, password, print(stored));
  check(verdict == PasswordVerdict::wrong, "nobody's password is not found");
}

}  // namespace sallyport::crypto
