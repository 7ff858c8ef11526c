// JSON as letters keep it, and as an operator's file of people brings it.
#include "kit/json/json.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto elements = json::elements_of(text)) {
    for (const json::Element& element : *elements) {
      expect(!element.text.empty() && element.line >= 1);
      static_cast<void>(json::read_members(element.text));
    }
  }
  const auto texts = json::read_texts(text);
  if (!texts) return 0;
  const auto again = json::read_texts(json::write(*texts));
  expect(again == texts);
  return 0;
}
