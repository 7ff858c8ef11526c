// Who is calling, through proxies. The first line of the input is the peer, each other one a value
// of X-Forwarded-For.
#include "kit/http/sender_address.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<http::Network> trusted{*http::Network::parse("10.0.0.0/8"),
                                                  *http::Network::parse("2001:db8::/32")};
  const auto lines = fuzz::lines_of(fuzz::text_of(data, size));
  if (lines.empty()) return 0;
  static_cast<void>(http::Network::parse(lines.front()));
  const auto peer = Address::parse(lines.front());
  if (!peer) return 0;
  expect(Address::parse(peer->text()) == peer);
  http::Headers headers;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    headers.emplace_back("x-forwarded-for", lines[i]);
  }
  const auto sender = http::sender_address(*peer, headers, trusted);
  // From elsewhere nobody is believed.
  if (!http::is_trusted(*peer, trusted)) expect(sender == *peer);
  if (sender) expect(Address::parse(sender->text()) == sender);
  return 0;
}
