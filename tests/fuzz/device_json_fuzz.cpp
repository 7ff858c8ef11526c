// JSON between devices and the portal, both ways: bodies that a device sends, requests and evidence
// that one reads.
#include "base/encoding.hpp"
#include "features/factors/pocket/api_json.hpp"
#include "pocketctl/evidence.hpp"
#include "pocketctl/request.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

namespace {

void read_as_a_body(std::string_view text) {
  http::Request request;
  request.method = http::Method::post;
  request.body = std::string{text};
  const auto members = pocket::members_of(request);
  if (!members) {
    expect(members.error().status == 400);
    return;
  }
  expect(text.size() <= 16 * 1024UL);
  for (const auto& [name, value] : *members) {
    expect(pocket::member(*members, name) == value);
    static_cast<void>(pocket::number(*members, name));
    for (const std::size_t count : {16UL, 32UL, 64UL, 65UL}) {
      const auto bytes = pocket::bytes(value, count);
      // One spelling of the bytes.
      expect(!bytes || (bytes->size() == count && to_base64url(*bytes) == value));
    }
  }
}

void expect_harmless(std::string_view words) {
  for (const char letter : words) {
    expect(letter == '\n' || (static_cast<unsigned char>(letter) >= ' ' && letter != '\x7f'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_as_a_body(text);
  if (const auto requests = pocketctl::read_requests(std::string{text})) {
    for (const auto& request : *requests) {
      expect_harmless(pocketctl::shown(request.context));
      static_cast<void>(pocketctl::as_json(request));
    }
  }
  expect_harmless(pocketctl::shown(std::string{text}));
  const auto verdict = pocketctl::verify(text);
  expect(verdict.genuine != verdict.shown.empty() && verdict.genuine == verdict.why_not.empty());
  return 0;
}
