// A settings file.
#include "kit/settings/settings.hpp"

#include <array>

#include "tests/fuzz/input.hpp"

using namespace sallyport;

namespace {

std::string not_short(std::string_view value) { return value.size() < 3 ? "is too short" : ""; }

constexpr std::array<settings::Setting, 7> table{{
    {.key = "name", .type = settings::Type::text, .required = true, .sentence = "a name"},
    {.key = "data.folder", .type = settings::Type::path, .default_value = "\"data\""},
    {.key = "data.count",
     .type = settings::Type::whole_number,
     .default_value = "5",
     .least = 1,
     .most = 64},
    {.key = "data.kept", .type = settings::Type::yes_or_no, .default_value = "true"},
    {.key = "mail.required_from", .type = settings::Type::day},
    {.key = "mail.servers", .type = settings::Type::list, .problem = not_short},
    {.key = "mail.sender", .type = settings::Type::text, .problem = not_short},
}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto values = settings::parse(table, fuzz::text_of(data, size), "portal.toml");
    fuzz::expect(values.whole_number("data.count") >= 1 && values.whole_number("data.count") <= 64);
    fuzz::expect(!values.text("name").empty());
  } catch (const settings::Refused& refused) {
    fuzz::expect(!std::string_view{refused.what()}.empty());
  }
  return 0;
}
