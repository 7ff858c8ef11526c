#include "features/factors/totp/totp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::totp {
namespace {

constexpr std::int64_t period = 30;

/// RFC 4226 §5.1: the moving factor is an 8-byte counter, high-order byte first.
std::string counter_of(Step step) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((static_cast<std::uint64_t>(step) >> shift) & 0xFF);
  }
  return bytes;
}

std::uint32_t byte_at(std::string_view digest, std::size_t index) {
  return static_cast<unsigned char>(digest[index]);
}

}  // namespace

Step step_at(Time time) { return unix_seconds(time) / period; }

std::string code_at(const Secret& secret, Step step) {
  // §5.3, step 1. Generate an HMAC-SHA-1 value.
  const std::string digest = crypto::hmac_sha1(secret, counter_of(step));
  // Step 2. Dynamic truncation: the low-order 4 bits of the last byte are the offset of 31 bits.
  const std::size_t offset = byte_at(digest, 19) & 0xF;
  const std::uint32_t bits = (byte_at(digest, offset) & 0x7F) << 24 |
                             byte_at(digest, offset + 1) << 16 | byte_at(digest, offset + 2) << 8 |
                             byte_at(digest, offset + 3);
  // Step 3. Compute an HOTP value: modulo 10^Digit.
  return fmt::format("{:06}", bits % 1'000'000);
}

std::string without_spaces(std::string_view typed) {
  constexpr std::string_view no_break_space =
      "\xC2\xA0";  // comes along with text copied from a page
  std::string code;
  while (!typed.empty()) {
    if (typed.starts_with(no_break_space)) {
      typed.remove_prefix(no_break_space.size());
      continue;
    }
    if (std::string_view{" \t\r\n"}.find(typed.front()) == std::string_view::npos)
      code += typed.front();
    typed.remove_prefix(1);
  }
  return code;
}

bool is_six_digits(std::string_view code) {
  return code.size() == 6 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<Step, CodeRefused> check_code(const Secret& secret, std::string_view code, Time now,
                                     Step last_step) {
  if (!is_six_digits(code)) return fail(CodeRefused::malformed);

  const Step current = step_at(now);
  for (const Step step : std::array{current, current - 1, current + 1}) {
    if (!crypto::equal_in_constant_time(code_at(secret, step), code)) continue;
    if (step <= last_step) return fail(CodeRefused::already_used);
    return step;
  }
  return fail(CodeRefused::wrong);
}

std::string in_groups(const Secret& secret) {
  std::string text = to_base32(secret.reveal());
  std::string groups;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % 4 == 0) groups += ' ';
    groups += text[i];
  }
  wipe(text);
  return groups;
}

std::string otpauth_url(const Secret& secret, std::string_view portal_name, const Email& email) {
  const std::string issuer = percent_encode(portal_name);
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", issuer,
                     percent_encode(email.text()), to_base32(secret.reveal()), issuer);
}

}  // namespace sallyport::totp
