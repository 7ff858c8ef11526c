// Secrets of authenticator apps, as another portal's export says them.
#include "features/factors/totp/brought_secret.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto secret = totp::read_brought_secret(fuzz::text_of(data, size));
  if (!secret) {
    expect(!secret.error().empty());
    return 0;
  }
  expect(secret->secret.size() >= 10 && secret->secret.size() <= 64);
  return 0;
}
