#include "app/overrides.hpp"

#include "kit/templates/template.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::app {

std::optional<std::string> examine_overrides(const Settings& settings) {
  if (!settings.overrides) return std::nullopt;
  const auto overrides = white_label::read(*settings.overrides);
  const text::Catalogues catalogues{overrides.texts};
  templates::Templates templates{catalogues};
  white_label::replace_templates(overrides, templates);
  return overrides.summary();
}

}  // namespace sallyport::app
