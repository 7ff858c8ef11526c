// A text in a line of the log: one line, whatever a visitor wrote.
#include "kit/log/log.hpp"

#include "kit/json/json.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string string = log::json_string(fuzz::text_of(data, size));
  for (const char letter : string) {
    expect(static_cast<unsigned char>(letter) >= 0x20 && letter != '\x7f');
  }
  const auto read = json::read_texts("{\"a\":" + string + "}");
  expect(read && read->size() == 1);

  std::string line;
  log::Log log{[&](std::string_view written) { line += written; }};
  log.write(log::Level::info, "request", {{"what", fuzz::text_of(data, size)}});
  expect(line.ends_with("}\n") && line.find('\n') == line.size() - 1);
  return 0;
}
