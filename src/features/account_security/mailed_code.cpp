#include "features/account_security/mailed_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kit/crypto/digest.hpp"

namespace sallyport::account_security {
namespace {

constexpr std::size_t digits = 8;

}  // namespace

Secret fresh_mailed_code(crypto::Random& random) {
  std::uint64_t number = 0;
  // 64 bits modulo 10^8: the unevenness is below 1 in 10^11.
  for (const char byte : random.bytes(sizeof number))
    number = number << 8 | static_cast<unsigned char>(byte);
  return Secret{fmt::format("{:08}", number % 100'000'000)};
}

std::string in_two_groups(const Secret& code) {
  return fmt::format("{} {}", code.reveal().substr(0, digits / 2),
                     code.reveal().substr(digits / 2));
}

std::optional<Secret> read_mailed_code(std::string_view typed) {
  std::string code;
  for (const char letter : typed) {
    if (std::string_view{" \t\r\n"}.find(letter) != std::string_view::npos) continue;
    if (letter < '0' || letter > '9') return std::nullopt;
    code += letter;
  }
  if (code.size() != digits) return std::nullopt;
  return Secret{std::move(code)};
}

std::string digest_of(const Secret& key, SessionId session, const Secret& code) {
  const Secret own_key = crypto::derive_key(key, "mailed code");
  return crypto::hmac_sha256(own_key, fmt::format("{}{}", session.bytes(), code.reveal()));
}

}  // namespace sallyport::account_security
