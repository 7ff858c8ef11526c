// Password hashes that other programs made: read, and made again from a password.
//
// Source  RFC 9106 (Argon2), RFC 7914 (scrypt), RFC 8018 §5.2 (PBKDF2), crypt(5) of libxcrypt
// ($2a$,
//         $2b$, $2y$, $7$); the PHC string format; the manuals of passlib, Django and Keycloak.
// Read    foreign_hash.hpp, foreign_hash_reading.cpp (the texts), foreign_hash.cpp (the hashing and
//         what it may cost), adopted_hash.hpp (how one is stored until its owner signs in).
//
//     $argon2id$v=19$m=65536,t=3,p=4$SALT$DIGEST          PHC; also argon2i, argon2d
//     $2b$12$SALTDIGEST                                   bcrypt; also $2a$, $2y$
//     $pbkdf2-sha256$29000$SALT$DIGEST                    passlib; also -sha512, and $pbkdf2$
//     (SHA-1) $scrypt$ln=16,r=8,p=1$SALT$DIGEST                   passlib, PHC
//     $7$CU..../....SALT$DIGEST                           scrypt as crypt(5) writes it
//     pbkdf2_sha256$600000$SALT$DIGEST                    Django; also pbkdf2_sha1, scrypt$…,
//                                                         argon2$argon2id$…, bcrypt$$2b$…
//     {"secretData":…,"credentialData":…}                 Keycloak
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace sallyport::crypto {

enum class Scheme {
  argon2d,
  argon2i,
  argon2id,
  bcrypt,
  pbkdf2_sha1,
  pbkdf2_sha256,
  pbkdf2_sha512,
  scrypt
};

/// "argon2id", "bcrypt", ...
[[nodiscard]] std::string_view name_of(Scheme);

/// How a password is hashed: all but the password.
struct Recipe {
  Scheme scheme = Scheme::bcrypt;
  std::uint32_t version = 0;  // Argon2: 16 or 19; bcrypt: the letter 'a', 'b' or 'y'
  std::uint32_t passes = 0;   // Argon2's t; PBKDF2's iterations; bcrypt: 2 to that power
  std::uint32_t memory = 0;   // Argon2: KiB; scrypt: N is 2 to that power
  std::uint32_t block = 0;    // scrypt's r
  std::uint32_t lanes = 0;    // Argon2's and scrypt's p
  std::uint32_t size = 0;     // bytes of the digest
  std::string salt;           // bcrypt: the 22 letters

  bool operator==(const Recipe&) const = default;
};

struct ForeignHash {
  Recipe recipe;
  std::string digest;  // bcrypt: the 31 letters
};

/// What such a text says, or a sentence about what is wrong with it and what to do: it is in no
/// form that we know, is cut off, or its cost is beyond may_be_paid().
[[nodiscard]] Result<ForeignHash, std::string> read_foreign_hash(std::string_view text);

/// Whether a hash is made within about a second and 256 MiB, so that nobody can stop the portal by
/// typing passwords.
[[nodiscard]] bool may_be_paid(const Recipe&);

/// Made so cheaply that a thief of the old list guesses quickly (less than OWASP's least).
[[nodiscard]] bool is_weak(const Recipe&);

/// What the other program would have stored for that password; empty for one that the scheme cannot
/// take (bcrypt: with a NUL in it). Slow by design. Throws std::bad_alloc without memory for it.
[[nodiscard]] std::string digest_of(const Recipe&, const Secret& password);

}  // namespace sallyport::crypto
