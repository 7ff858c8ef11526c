#include "kit/crypto/foreign_hash.hpp"

#include <argon2.h>
#include <crypt.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

#include "base/bug.hpp"

namespace sallyport::crypto {
namespace {

// Measured on one core of 2.5 GHz: each of these takes about a second (decision 0024).
constexpr std::uint32_t most_memory_kib = 262'144;
constexpr std::uint64_t most_argon2_kib = std::uint64_t{1} << 20;  // memory times passes
constexpr std::uint32_t most_argon2_lanes = 64;
constexpr std::uint32_t most_bcrypt_rounds = 14;  // 2 to that power
constexpr std::uint32_t most_iterations = 2'000'000;
constexpr std::uint64_t most_scrypt_blocks = std::uint64_t{1} << 22;  // N times r times p
constexpr std::uint64_t most_scrypt_bytes = std::uint64_t{most_memory_kib} * 1024;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::uint8_t* writable(std::string_view bytes) {
  // libargon2 takes pointers to what it only reads: its flags that wipe are left unset.
  return reinterpret_cast<std::uint8_t*>(
      const_cast<char*>(bytes.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast): see above
}

// Never by argon2_ctx() or argon2_hash(): libsodium has functions of its own by these names.
int run(argon2_context& context, Scheme scheme) {
  if (scheme == Scheme::argon2d) return argon2d_ctx(&context);
  return scheme == Scheme::argon2i ? argon2i_ctx(&context) : argon2id_ctx(&context);
}

std::string argon2(const Recipe& recipe, std::string_view password) {
  std::string digest(recipe.size, '\0');
  argon2_context context{};
  context.out = bytes_of(digest);
  context.outlen = recipe.size;
  context.pwd = writable(password);
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = writable(recipe.salt);
  context.saltlen = static_cast<std::uint32_t>(recipe.salt.size());
  context.t_cost = recipe.passes;
  context.m_cost = recipe.memory;
  context.lanes = recipe.lanes;
  context.threads = 1;  // one hash, one lane of ours
  context.version = recipe.version;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const int outcome = run(context, recipe.scheme);
  if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc{};
  check(outcome == ARGON2_OK, "an Argon2 recipe that was read can be followed");
  return digest;
}

std::string bcrypt(const Recipe& recipe, std::string_view password) {
  // A C string ends there; what follows would count for nothing.
  if (password.find('\0') != std::string_view::npos) return {};
  // No bcrypt looks further, and libxcrypt refuses what is longer than 512.
  constexpr std::size_t counted = 72;
  const std::string setting =
      fmt::format("$2{}${:02}${}", static_cast<char>(recipe.version), recipe.passes, recipe.salt);
  const auto work = std::make_unique<crypt_data>();  // 32 KiB; wiped when given back (kit/memory)
  std::string typed{password.substr(0, counted)};
  const char* const text = crypt_r(typed.c_str(), setting.c_str(), work.get());
  wipe(typed);
  const std::string_view made = text == nullptr ? std::string_view{} : std::string_view{text};
  constexpr std::size_t before_digest = 29;
  check(made.size() == before_digest + recipe.size,
        "a bcrypt recipe that was read can be followed");
  return std::string{made.substr(before_digest)};
}

std::string pbkdf2(const Recipe& recipe, std::string_view password) {
  const EVP_MD* const digest_function = recipe.scheme == Scheme::pbkdf2_sha1     ? EVP_sha1()
                                        : recipe.scheme == Scheme::pbkdf2_sha256 ? EVP_sha256()
                                                                                 : EVP_sha512();
  std::string digest(recipe.size, '\0');
  const int done =
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        reinterpret_cast<const unsigned char*>(recipe.salt.data()),
                        static_cast<int>(recipe.salt.size()), static_cast<int>(recipe.passes),
                        digest_function, static_cast<int>(digest.size()), bytes_of(digest));
  check(done == 1, "a PBKDF2 recipe that was read can be followed");
  return digest;
}

std::string scrypt(const Recipe& recipe, std::string_view password) {
  std::string digest(recipe.size, '\0');
  // OpenSSL counts a little more than the 128·N·r bytes of the algorithm.
  const std::uint64_t room = 2 * most_scrypt_bytes;
  const int done = EVP_PBE_scrypt(
      password.data(), password.size(), reinterpret_cast<const unsigned char*>(recipe.salt.data()),
      recipe.salt.size(), std::uint64_t{1} << recipe.memory, recipe.block, recipe.lanes, room,
      bytes_of(digest), digest.size());
  if (done != 1) throw std::bad_alloc{};  // the only reason it can have, the limits being kept
  return digest;
}

/// PBKDF2 goes through all iterations for each block of its digest.
std::uint64_t pbkdf2_blocks(const Recipe& recipe) {
  const std::uint32_t block = recipe.scheme == Scheme::pbkdf2_sha1     ? 20
                              : recipe.scheme == Scheme::pbkdf2_sha256 ? 32
                                                                       : 64;
  return (std::uint64_t{recipe.size} + block - 1) / block;
}

std::uint64_t scrypt_blocks(const Recipe& recipe) {
  return (std::uint64_t{1} << recipe.memory) * recipe.block;
}

}  // namespace

std::string_view name_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::argon2d:
      return "argon2d";
    case Scheme::argon2i:
      return "argon2i";
    case Scheme::argon2id:
      return "argon2id";
    case Scheme::bcrypt:
      return "bcrypt";
    case Scheme::pbkdf2_sha1:
      return "pbkdf2-sha1";
    case Scheme::pbkdf2_sha256:
      return "pbkdf2-sha256";
    case Scheme::pbkdf2_sha512:
      return "pbkdf2-sha512";
    case Scheme::scrypt:
      return "scrypt";
  }
  throw Bug("every scheme has a name");
}

bool may_be_paid(const Recipe& recipe) {
  switch (recipe.scheme) {
    case Scheme::argon2d:
    case Scheme::argon2i:
    case Scheme::argon2id:
      return recipe.memory <= most_memory_kib && recipe.lanes <= most_argon2_lanes &&
             std::uint64_t{recipe.memory} * recipe.passes <= most_argon2_kib;
    case Scheme::bcrypt:
      return recipe.passes <= most_bcrypt_rounds;
    case Scheme::pbkdf2_sha1:
    case Scheme::pbkdf2_sha256:
    case Scheme::pbkdf2_sha512:
      return std::uint64_t{recipe.passes} * pbkdf2_blocks(recipe) <= most_iterations;
    case Scheme::scrypt:
      // By division, so that no product grows out of its type.
      return recipe.memory <= 24 && recipe.block <= 1024 && recipe.lanes <= 1024 &&
             scrypt_blocks(recipe) * 128 <= most_scrypt_bytes &&
             scrypt_blocks(recipe) * recipe.lanes <= most_scrypt_blocks;
  }
  throw Bug("every scheme has its price");
}

bool is_weak(const Recipe& recipe) {
  switch (recipe.scheme) {
    case Scheme::argon2d:
    case Scheme::argon2i:
    case Scheme::argon2id:
      return recipe.memory < 7'168 || std::uint64_t{recipe.memory} * recipe.passes < 35'840;
    case Scheme::bcrypt:
      return recipe.passes < 10;
    case Scheme::pbkdf2_sha1:
      return recipe.passes < 1'300'000;
    case Scheme::pbkdf2_sha256:
      return recipe.passes < 600'000;
    case Scheme::pbkdf2_sha512:
      return recipe.passes < 210'000;
    case Scheme::scrypt:
      return scrypt_blocks(recipe) * recipe.lanes < std::uint64_t{8} * 131'072;
  }
  throw Bug("every scheme has its least");
}

std::string digest_of(const Recipe& recipe, const Secret& password) {
  switch (recipe.scheme) {
    case Scheme::argon2d:
    case Scheme::argon2i:
    case Scheme::argon2id:
      return argon2(recipe, password.reveal());
    case Scheme::bcrypt:
      return bcrypt(recipe, password.reveal());
    case Scheme::pbkdf2_sha1:
    case Scheme::pbkdf2_sha256:
    case Scheme::pbkdf2_sha512:
      return pbkdf2(recipe, password.reveal());
    case Scheme::scrypt:
      return scrypt(recipe, password.reveal());
  }
  throw Bug("every scheme can be followed");
}

}  // namespace sallyport::crypto
