// An e-mail address as somebody typed it.
#include "base/email.hpp"

#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto email = Email::parse(fuzz::text_of(data, size));
  if (!email) return 0;
  const std::string& text = email->text();
  expect(text.size() <= 254 && Email::parse(text) == email);
  expect(std::string{email->local_part()} + "@" + std::string{email->domain()} == text);
  // It goes into headers of a letter and into an SMTP command.
  for (const char letter : text) {
    expect(letter > ' ' && letter < '\x7f' && letter != '<' && letter != '>' && letter != ',');
  }
  return 0;
}
