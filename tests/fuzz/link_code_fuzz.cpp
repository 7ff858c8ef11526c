// A linking code as somebody typed it, and the version that an app says it is.
#include "core/statement/link_code.hpp"

#include "core/statement/app_version.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto typed = fuzz::text_of(data, size);
  if (const auto version = statement::AppVersion::parse(typed)) expect(version->text() == typed);
  const auto code = statement::read_link_code(typed);
  if (!code) return 0;
  expect(code->size() == statement::link_code_size);
  expect(code->find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
  expect(statement::read_link_code(*code) == code);
  expect(statement::read_link_code(statement::shown_link_code(*code)) == code);
  return 0;
}
