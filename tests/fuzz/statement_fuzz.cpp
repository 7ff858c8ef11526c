// A statement that a phone signed, as who checks evidence reads it.
#include "core/statement/statement.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const auto read = statement::parse(bytes);
  if (!read) {
    expect(!read.error().empty());
    return 0;
  }
  // One spelling: what is written anew is what was read, and nothing in it slips a line in.
  const auto written = statement::text_of(*read);
  expect(written && *written == bytes);
  expect(bytes.starts_with("POCKET-V1 ") && bytes.ends_with('\n'));
  for (const char letter : bytes.substr(10)) {
    expect(letter == '\n' || (letter > ' ' && letter < '\x7f'));
  }
  return 0;
}
