// The head of a request, in whatever pieces it arrives.
#include "kit/http/head.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  // All at once, and byte by byte: the same end or the same refusal.
  http::HeadEnd at_once;
  const auto end = at_once.look(bytes);
  http::HeadEnd in_pieces;
  for (std::size_t received = 0; received <= size; ++received) {
    const auto found = in_pieces.look(bytes.substr(0, received));
    if (!found) {
      expect(!end);
      break;
    }
    if (*found) {
      expect(end && *end && **end == **found);
      break;
    }
    if (received == size) expect(end && !*end);
  }
  if (!end || !*end) return 0;

  expect(**end <= size);
  const auto head = http::read_head(bytes.substr(0, **end), 64, 65'536);
  if (!head) {
    expect(head.error().status >= 400 && head.error().status < 600);
    return 0;
  }
  expect(head->path.starts_with("/") && head->body_length <= 65'536);
  expect(head->headers.size() <= 64);
  for (const auto& [name, value] : head->headers) {
    expect(!name.empty());
    for (const char letter : name) expect(letter < 'A' || letter > 'Z');
    for (const char letter : value) expect(letter != '\r' && letter != '\n' && letter != '\0');
  }
  return 0;
}
