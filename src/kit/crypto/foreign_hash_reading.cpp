#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/encoding.hpp"
#include "kit/crypto/foreign_hash.hpp"
#include "kit/json/json.hpp"

namespace sallyport::crypto {
namespace {

using Parts = std::vector<std::string_view>;
using Read = Result<ForeignHash, std::string>;

constexpr std::size_t longest_text = 1024;
constexpr std::size_t longest_part = 128;  // of salts and digests, in bytes
constexpr std::size_t shortest_digest = 16;

auto malformed(std::string_view what) {
  return fail(fmt::format("this looks like {}, but is not whole; export it again", what));
}

Parts split(std::string_view text, char at) {
  Parts parts;
  for (;;) {
    const auto found = text.find(at);
    parts.push_back(text.substr(0, found));
    if (found == std::string_view::npos) return parts;
    text.remove_prefix(found + 1);
  }
}

std::optional<std::uint32_t> number(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [stopped, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc{} || stopped != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// "m=65536" with the name "m".
std::optional<std::uint32_t> number_called(std::string_view name, std::string_view text) {
  const auto parts = split(text, '=');
  if (parts.size() != 2 || parts[0] != name) return std::nullopt;
  return number(parts[1]);
}

/// Base64 with + or . and with / or _, padded or not: programs differ.
std::optional<std::string> base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string url{text};
  for (char& c : url) {
    if (c == '+' || c == '.') c = '-';
    if (c == '/') c = '_';
  }
  return from_base64url(url);
}

/// The digest and salt have a size that can be, and the cost one that may be paid.
Read whole(ForeignHash hash, std::string_view what) {
  if (hash.digest.size() < shortest_digest || hash.digest.size() > longest_part ||
      hash.recipe.salt.size() > longest_part || hash.recipe.passes == 0) {
    return malformed(what);
  }
  hash.recipe.size = static_cast<std::uint32_t>(hash.digest.size());
  if (!may_be_paid(hash.recipe)) {
    return fail(
        fmt::format("checking this {} hash would take more than about a second or 256 MiB; leave "
                    "the hash out of this row, and the person chooses a new password",
                    name_of(hash.recipe.scheme)));
  }
  return hash;
}

/// $argon2id$v=19$m=65536,t=3,p=4$SALT$DIGEST; without v=, it is version 16.
Read argon2(Parts parts, Scheme scheme) {
  constexpr std::string_view what = "an Argon2 hash";
  std::uint32_t version = 16;
  if (parts.size() == 6) {
    const auto said = number_called("v", parts[2]);
    if (!said || (*said != 16 && *said != 19)) return malformed(what);
    version = *said;
    parts.erase(parts.begin() + 2);
  }
  if (parts.size() != 5) return malformed(what);
  const Parts costs = split(parts[2], ',');
  if (costs.size() != 3) return malformed(what);
  const auto memory = number_called("m", costs[0]);
  const auto passes = number_called("t", costs[1]);
  const auto lanes = number_called("p", costs[2]);
  auto salt = base64(parts[3]);
  auto digest = base64(parts[4]);
  if (!memory || !passes || !lanes || !salt || !digest) return malformed(what);
  // RFC 9106 §3.1; the salt's least is libargon2's.
  if (*lanes == 0 || std::uint64_t{*memory} < std::uint64_t{8} * *lanes || salt->size() < 8)
    return malformed(what);
  return whole({.recipe = {.scheme = scheme,
                           .version = version,
                           .passes = *passes,
                           .memory = *memory,
                           .lanes = *lanes,
                           .salt = std::move(*salt)},
                .digest = std::move(*digest)},
               what);
}

bool is_crypt_text(std::string_view text) {
  return text.find_first_not_of(
             "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
         std::string_view::npos;
}

/// $2b$12$ and 53 letters: 22 of salt, 31 of digest.
Read bcrypt(const Parts& parts) {
  constexpr std::string_view what = "a bcrypt hash";
  if (parts.size() != 4 || parts[2].size() != 2 || parts[3].size() != 53) return malformed(what);
  const auto rounds = number(parts[2]);
  if (!rounds || *rounds < 4 || *rounds > 31 || !is_crypt_text(parts[3])) return malformed(what);
  return whole({.recipe = {.scheme = Scheme::bcrypt,
                           .version = static_cast<std::uint32_t>(parts[1].back()),
                           .passes = *rounds,
                           .salt = std::string{parts[3].substr(0, 22)}},
                .digest = std::string{parts[3].substr(22)}},
               what);
}

Read pbkdf2(Scheme scheme, std::string_view iterations, std::optional<std::string> salt,
            std::string_view digest_text) {
  constexpr std::string_view what = "a PBKDF2 hash";
  const auto passes = number(iterations);
  auto digest = base64(digest_text);
  if (!passes || !salt || !digest) return malformed(what);
  return whole({.recipe = {.scheme = scheme, .passes = *passes, .salt = std::move(*salt)},
                .digest = std::move(*digest)},
               what);
}

Read scrypt(std::optional<std::uint32_t> log_n, std::optional<std::uint32_t> block,
            std::optional<std::uint32_t> lanes, std::optional<std::string> salt,
            std::optional<std::string> digest) {
  constexpr std::string_view what = "a scrypt hash";
  if (!log_n || !block || !lanes || !salt || !digest) return malformed(what);
  if (*log_n < 1 || *log_n > 63 || *block == 0 || *lanes == 0) return malformed(what);
  return whole({.recipe = {.scheme = Scheme::scrypt,
                           .passes = 1,
                           .memory = *log_n,
                           .block = *block,
                           .lanes = *lanes,
                           .salt = std::move(*salt)},
                .digest = std::move(*digest)},
               what);
}

/// $scrypt$ln=16,r=8,p=1$SALT$DIGEST
Read scrypt_phc(const Parts& parts) {
  const Parts costs = parts.size() == 5 ? split(parts[2], ',') : Parts{};
  if (costs.size() != 3) return malformed("a scrypt hash");
  return scrypt(number_called("ln", costs[0]), number_called("r", costs[1]),
                number_called("p", costs[2]), base64(parts[3]), base64(parts[4]));
}

/// A number as crypt(5) writes it: six bits a letter, the lowest first.
std::optional<std::uint32_t> crypt_number(std::string_view letters) {
  constexpr std::string_view alphabet =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::uint64_t value = 0;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) {
    const auto six_bits = alphabet.find(*letter);
    if (six_bits == std::string_view::npos) return std::nullopt;
    value = value << 6 | six_bits;
  }
  if (value > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

/// 32 bytes, three in four letters, two in the last three.
std::optional<std::string> crypt_digest(std::string_view letters) {
  if (letters.size() != 43) return std::nullopt;
  std::string bytes;
  while (!letters.empty()) {
    const auto group = letters.substr(0, 4);
    const auto value = crypt_number(group);
    if (!value) return std::nullopt;
    for (std::size_t byte = 0; byte + 1 < group.size(); ++byte)
      bytes += static_cast<char>(*value >> (8 * byte));
    letters.remove_prefix(group.size());
  }
  return bytes;
}

/// $7$, then one letter for N, five for r, five for p, the salt as it is, $ and the digest.
Read scrypt_crypt(const Parts& parts) {
  constexpr std::size_t numbers = 11;
  if (parts.size() != 4 || parts[2].size() <= numbers) return malformed("a scrypt hash");
  return scrypt(crypt_number(parts[2].substr(0, 1)), crypt_number(parts[2].substr(1, 5)),
                crypt_number(parts[2].substr(6, 5)), std::string{parts[2].substr(numbers)},
                crypt_digest(parts[3]));
}

/// Django's: scrypt$16384$SALT$8$1$DIGEST
Read scrypt_django(const Parts& parts) {
  const auto n = number(parts[1]);
  std::optional<std::uint32_t> log_n;
  if (n && *n != 0 && (*n & (*n - 1)) == 0) {
    log_n = 0;
    while ((std::uint32_t{1} << *log_n) != *n) ++*log_n;
  }
  return scrypt(log_n, number(parts[3]), number(parts[4]), std::string{parts[2]}, base64(parts[5]));
}

constexpr std::array pbkdf2_names = {
    std::pair{"pbkdf2", Scheme::pbkdf2_sha1},  // passlib, Keycloak
    std::pair{"pbkdf2-sha1", Scheme::pbkdf2_sha1},
    std::pair{"pbkdf2_sha1", Scheme::pbkdf2_sha1},  // Django
    std::pair{"pbkdf2-sha256", Scheme::pbkdf2_sha256},
    std::pair{"pbkdf2_sha256", Scheme::pbkdf2_sha256},
    std::pair{"pbkdf2-sha512", Scheme::pbkdf2_sha512},
    std::pair{"pbkdf2_sha512", Scheme::pbkdf2_sha512},
};

std::optional<Scheme> pbkdf2_called(std::string_view name) {
  for (const auto& [known, scheme] : pbkdf2_names) {
    if (name == known) return scheme;
  }
  return std::nullopt;
}

std::optional<Scheme> argon2_called(std::string_view name) {
  for (const Scheme scheme : {Scheme::argon2id, Scheme::argon2i, Scheme::argon2d}) {
    if (name == name_of(scheme)) return scheme;
  }
  return std::nullopt;
}

/// Keycloak keeps a credential as two JSON texts within JSON; newer exports have objects there.
Read keycloak(std::string_view text) {
  constexpr std::string_view what = "a credential exported by Keycloak";
  const auto credential = json::read_members(text);
  if (!credential || !credential->contains("secretData") || !credential->contains("credentialData"))
    return malformed(what);
  auto secret = json::read_members(credential->at("secretData"));
  auto made = json::read_members(credential->at("credentialData"));
  if (!secret || !made) return malformed(what);
  const std::string algorithm = (*made)["algorithm"];
  const std::string iterations = (*made)["hashIterations"];
  if (const auto scheme = pbkdf2_called(algorithm))
    return pbkdf2(*scheme, iterations, base64((*secret)["salt"]), (*secret)["value"]);
  if (algorithm != "argon2") {
    return fail(fmt::format(
        "Keycloak's algorithm is not one of argon2, pbkdf2, pbkdf2-sha256 and pbkdf2-sha512; leave "
        "the hash out of this row, and the person chooses a new password"));
  }
  // {"type":["id"],"version":["1.3"],"memory":["7168"],"parallelism":["1"]}
  const auto more = json::read_members((*made)["additionalParameters"]);
  const auto parameter = [&](const char* name) -> std::string {
    if (!more || !more->contains(name)) return {};
    const auto list = json::read_list(more->at(name));
    return list && list->size() == 1 ? list->front() : std::string{};
  };
  const std::string phc =
      fmt::format("$argon2{}$v={}$m={},t={},p={}${}${}", parameter("type"),
                  parameter("version") == "1.3" ? 19 : 16, parameter("memory"), iterations,
                  parameter("parallelism"), (*secret)["salt"], (*secret)["value"]);
  const Parts parts = split(phc, '$');
  const auto scheme = argon2_called(parts[1]);
  return scheme ? argon2(parts, *scheme) : Read{malformed(what)};
}

auto unknown() {
  return fail(std::string{
      "this is in no form of password hash that we know (Argon2, bcrypt, PBKDF2 and scrypt, as "
      "docs/operate/people.md shows them); leave the hash out of this row, and the person chooses "
      "a new password"});
}

/// Django writes its own name for the scheme before: argon2$argon2id$…, bcrypt$$2b$…
std::string_view without_django(std::string_view text) {
  for (const std::string_view name : {"argon2", "bcrypt$"}) {
    if (text.starts_with(name) && text.substr(name.size()).starts_with("$"))
      return text.substr(name.size());
  }
  return text;
}

}  // namespace

Result<ForeignHash, std::string> read_foreign_hash(std::string_view text) {
  if (text.size() > longest_text) return fail(std::string{"no password hash is that long"});
  // LDAP's {SSHA}… begins like JSON too.
  if (text.starts_with('{') && text.ends_with('}')) return keycloak(text);
  const Parts parts = split(without_django(text), '$');
  if (!parts[0].empty()) {
    if (const auto scheme = pbkdf2_called(parts[0]); scheme && parts.size() == 4)
      return pbkdf2(*scheme, parts[1], std::string{parts[2]}, parts[3]);
    if (parts[0] == "scrypt" && parts.size() == 6) return scrypt_django(parts);
    return unknown();
  }
  if (parts.size() < 3) return unknown();
  const std::string_view name = parts[1];
  if (const auto scheme = argon2_called(name)) return argon2(parts, *scheme);
  if (name == "2a" || name == "2b" || name == "2y") return bcrypt(parts);
  if (const auto scheme = pbkdf2_called(name)) {
    if (parts.size() != 5) return malformed("a PBKDF2 hash");
    return pbkdf2(*scheme, parts[2], base64(parts[3]), parts[4]);
  }
  if (name == "scrypt") return scrypt_phc(parts);
  if (name == "7") return scrypt_crypt(parts);
  return unknown();
}

}  // namespace sallyport::crypto
