// The templates that were loaded, for templates.cpp and render.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kit/templates/node.hpp"

namespace sallyport::templates {

struct Template {
  Kind kind = Kind::html;
  std::vector<Node> nodes;
};

using TemplateMap = std::map<std::string, Template, std::less<>>;

/// Throws Bug when there is none of that name.
[[nodiscard]] const Template& find_template(const TemplateMap&, std::string_view name);

struct Templates::Loaded {
  const text::Catalogues& catalogues;
  TemplateMap templates;
};

}  // namespace sallyport::templates
