// The cookie of somebody at the door: signed by us, or nothing.
#include "site/cookies.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Secret key{std::string(32, 'k')};
  static crypto::SystemRandom random;
  const auto now = at_unix_seconds(1'800'000'000);
  const auto bytes = fuzz::text_of(data, size);

  const std::string path{bytes};
  expect(!site::is_own_path(path) ||
         (path.starts_with("/") && !path.starts_with("//") && path.size() <= 512));
  const site::Arrival arrival{.return_to = site::is_own_path(path) ? path : "",
                              .link = std::nullopt};
  const std::string cookie = site::sign_arrival(arrival, key, random, now);
  const auto read = site::read_arrival(cookie, key, now);
  expect(read && read->return_to == arrival.return_to && !read->link);

  // Nobody else can make one, nor change one of ours.
  expect(!site::read_arrival(bytes, key, now));
  if (size > 1) {
    std::string changed = cookie;
    const std::size_t at = data[0] % changed.size();
    if (changed[at] == bytes[1]) return 0;
    changed[at] = bytes[1];
    expect(!site::read_arrival(changed, key, now));
  }
  return 0;
}
