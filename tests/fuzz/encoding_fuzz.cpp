// Bytes as text and back, and the address that a QR code holds.
#include "base/encoding.hpp"

#include "features/factors/totp/totp.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  expect(from_hex(to_hex(bytes)) == bytes);
  expect(from_base64url(to_base64url(bytes)) == bytes);
  expect(from_base32(to_base32(bytes)) == bytes);
  expect(from_crockford(to_crockford(bytes)) == bytes);
  expect(percent_decode(percent_encode(bytes)) == bytes);
  // What is read has one spelling, apart from case.
  if (const auto read = from_base64url(bytes)) expect(to_base64url(*read) == bytes);
  if (const auto read = from_base32(bytes)) expect(from_base32(to_base32(*read)) == read);
  if (const auto read = from_crockford(bytes)) expect(from_crockford(to_crockford(*read)) == read);
  if (const auto read = from_hex(bytes)) expect(from_hex(to_hex(*read)) == read);
  if (is_utf8(bytes)) expect(code_points(bytes) <= size);

  if (size == 0) return 0;
  const std::string url = totp::otpauth_url(Secret{bytes}, bytes, *Email::parse("ann@example.com"));
  expect(url.starts_with("otpauth://totp/"));
  for (const char letter : url) expect(letter > ' ' && letter < '\x7f');
  const auto code = totp::without_spaces(bytes);
  if (totp::is_six_digits(code)) {
    expect(code.size() == 6);
    static_cast<void>(totp::check_code(Secret{bytes}, code, at_unix_seconds(1'800'000'000), 0));
  }
  return 0;
}
