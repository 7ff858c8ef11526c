// The target of a request: what is taken has one spelling.
#include "kit/http/target.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = http::read_target(fuzz::text_of(data, size));
  if (!target) return 0;
  expect(target->path.starts_with("/") && !target->path.starts_with("//"));
  expect(target->path.find("/../") == std::string::npos && !target->path.ends_with("/.."));
  for (const char letter : target->path + target->query) expect(letter > ' ' && letter < '\x7f');
  const auto again =
      http::read_target(target->query.empty() ? target->path : target->path + "?" + target->query);
  expect(again && again->path == target->path && again->query == target->query);
  return 0;
}
