#include "kit/crypto/adopted_hash.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/hash_text.hpp"

namespace sallyport::crypto {
namespace {

constexpr std::string_view form = "2$";

std::string print(const AdoptedHash& hash) {
  const Recipe& recipe = hash.recipe;
  return fmt::format("{}{}${}${},v={},t={},m={},r={},p={},n={}${}", form, hash.key_version,
                     to_base64url(hash.digest), name_of(recipe.scheme), recipe.version,
                     recipe.passes, recipe.memory, recipe.block, recipe.lanes, recipe.size,
                     to_base64url(recipe.salt));
}

Scheme scheme_called(std::string_view name) {
  for (const Scheme scheme :
       {Scheme::argon2d, Scheme::argon2i, Scheme::argon2id, Scheme::bcrypt, Scheme::pbkdf2_sha1,
        Scheme::pbkdf2_sha256, Scheme::pbkdf2_sha512, Scheme::scrypt}) {
    if (name_of(scheme) == name) return scheme;
  }
  throw Bug("an adopted hash names a scheme that we know");
}

}  // namespace

std::string adopt(const Keys& peppers, const ForeignHash& foreign) {
  const auto [version, pepper] = peppers.newest();
  return print({.key_version = version,
                .digest = hmac_sha256(pepper, foreign.digest),
                .recipe = foreign.recipe});
}

bool is_adopted(std::string_view stored) { return stored.starts_with(form); }

AdoptedHash read_adopted(std::string_view stored) {
  std::string_view rest = stored;
  AdoptedHash hash;
  check(take_until(rest, "$") == "2", "an adopted hash has the form we write");
  hash.key_version = number_in(take_until(rest, "$"));
  hash.digest = from_base64url(take_until(rest, "$")).value_or("");
  Recipe& recipe = hash.recipe;
  recipe.scheme = scheme_called(take_until(rest, ",v="));
  recipe.version = number_in(take_until(rest, ",t="));
  recipe.passes = number_in(take_until(rest, ",m="));
  recipe.memory = number_in(take_until(rest, ",r="));
  recipe.block = number_in(take_until(rest, ",p="));
  recipe.lanes = number_in(take_until(rest, ",n="));
  recipe.size = number_in(take_until(rest, "$"));
  recipe.salt = from_base64url(rest).value_or("");
  check(print(hash) == stored && may_be_paid(recipe), "an adopted hash has the form we write");
  return hash;
}

bool is_adopted_from(const Keys& peppers, std::string_view stored, const ForeignHash& foreign) {
  if (!is_adopted(stored)) return false;
  const AdoptedHash hash = read_adopted(stored);
  const Secret* const pepper = peppers.find(hash.key_version);
  return pepper != nullptr && hash.recipe == foreign.recipe &&
         equal_in_constant_time(hash.digest, hmac_sha256(*pepper, foreign.digest));
}

}  // namespace sallyport::crypto
