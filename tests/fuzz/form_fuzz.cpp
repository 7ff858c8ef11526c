// The fields of a form.
#include "kit/http/form.hpp"

#include "base/encoding.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto form = http::Form::parse(fuzz::text_of(data, size));
  if (!form) return 0;
  expect(form->fields().size() <= http::Form::most_fields);
  std::string written;
  for (const auto& [name, value] : form->fields()) {
    expect(!name.empty() && is_utf8(name) && is_utf8(value));
    expect(value.find('\0') == std::string::npos);
    if (!written.empty()) written += '&';
    written += percent_encode(name) + "=" + percent_encode(value);
  }
  const auto again = http::Form::parse(written);
  expect(again && again->fields() == form->fields());
  return 0;
}
