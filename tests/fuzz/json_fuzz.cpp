// JSON as letters keep it.
#include "kit/json/json.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto texts = json::read_texts(fuzz::text_of(data, size));
  if (!texts) return 0;
  const auto again = json::read_texts(json::write(*texts));
  expect(again == texts);
  return 0;
}
