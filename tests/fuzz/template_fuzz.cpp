// A template that an operator wrote: refused, or safe with whatever values it is given.
#include "kit/templates/template.hpp"

#include "kit/text/text.hpp"
#include "tests/fuzz/input.hpp"

using namespace sallyport;
using fuzz::expect;

namespace {

constexpr const char* hostile = "\"><zq onload='1'>&javascript:";

templates::Model model_for(const std::map<std::string, templates::Use>& uses, bool deep) {
  templates::Model model;
  for (const auto& [name, use] : uses) {
    if (use == templates::Use::number) {
      model.set(name, std::int64_t{2});
    } else if (use == templates::Use::section && deep) {
      model.set(name, std::vector<templates::Model>{model_for(uses, false)});
    } else if (use == templates::Use::section) {
      model.set(name, true);
    } else {
      model.set(name, std::string{hostile});
    }
  }
  return model;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const text::Catalogues catalogues;
  static templates::Templates all{catalogues};
  const auto source = fuzz::text_of(data, size);
  if (source.find("zq") != std::string_view::npos) return 0;
  try {
    all.load("templates/fuzzed.html", source, templates::Kind::html);
  } catch (const templates::Refused&) {
    return 0;
  }
  const auto page =
      all.render("templates/fuzzed.html", model_for(all.uses("templates/fuzzed.html"), true),
                 text::Language::english);
  expect(page.find("<zq") == std::string::npos);
  // A value never ends the attribute it stands in.
  expect(page.find("\"><") == std::string::npos || source.find("\"><") != std::string_view::npos ||
         page.find("\"><zq") == std::string::npos);
  return 0;
}
