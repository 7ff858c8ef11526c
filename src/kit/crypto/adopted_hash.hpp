// A foreign hash as we store it, from the day it was imported until its owner signs in.
//
// Source  as kit/crypto/password_hash.hpp: the digest is wrapped by a key that is not in the
//         database, so the imported list is of no use to who steals the database alone.
//
// Stored form, beside the "1$" of our own:
//     stored = "2$" key_version "$" digest "$" recipe
//     digest = base64url of HMAC-SHA-256(pepper, the foreign digest)
//     recipe = scheme ",v=" n ",t=" n ",m=" n ",r=" n ",p=" n ",n=" size "$" base64url of the salt
//     numbers are decimal, without leading zeros
#pragma once

#include "kit/crypto/foreign_hash.hpp"
#include "kit/crypto/keys.hpp"

namespace sallyport::crypto {

struct AdoptedHash {
  std::uint32_t key_version = 0;
  std::string digest;
  Recipe recipe;
};

/// What is stored for it, wrapped by the newest key.
[[nodiscard]] std::string adopt(const Keys& peppers, const ForeignHash&);

[[nodiscard]] bool is_adopted(std::string_view stored);
/// A `stored` that adopt() did not write is a Bug.
[[nodiscard]] AdoptedHash read_adopted(std::string_view stored);

/// Whether `stored` was made of that hash. False when its key is missing.
[[nodiscard]] bool is_adopted_from(const Keys& peppers, std::string_view stored,
                                   const ForeignHash&);

}  // namespace sallyport::crypto
