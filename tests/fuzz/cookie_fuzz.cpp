// A Cookie header.
#include "kit/http/cookie.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cookies = http::parse_cookies(fuzz::text_of(data, size));
  std::string written;
  for (const auto& [name, value] : cookies) {
    written += (written.empty() ? "" : "; ") + name + "=" + value;
    // What was read can be set again: nothing in it ends a header.
    expect(http::set_cookie({.name = name, .value = value, .lasts = {}}).find('\n') ==
           std::string::npos);
  }
  expect(http::parse_cookies(written) == cookies);
  return 0;
}
