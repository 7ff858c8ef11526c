// Tables, as an operator's file brings them.
#include "kit/csv/csv.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' ? 1 : 0;
  const auto records = csv::read(text);
  if (!records) {
    expect(records.error().line >= 1 && records.error().line <= lines);
    expect(!records.error().sentence.empty());
    return 0;
  }
  std::size_t before = 0;
  for (const csv::Record& record : *records) {
    expect(record.line > before && record.line <= lines);
    expect(record.fields.size() == records->front().fields.size());
    before = record.line;
  }
  return 0;
}
