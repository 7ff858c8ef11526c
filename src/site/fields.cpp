#include "site/fields.hpp"

#include <algorithm>

namespace sallyport::site {

bool holds_only(const http::Form& form, const std::vector<std::string_view>& names,
                const std::vector<std::string_view>& optional) {
  const auto among = [](const std::vector<std::string_view>& known, std::string_view name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  const auto is_known = [&](const auto& field) {
    return field.first == "form_token" || field.first == "back" || among(names, field.first) ||
           among(optional, field.first);
  };
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return form.has(name); }) &&
         std::all_of(form.fields().begin(), form.fields().end(), is_known);
}

}  // namespace sallyport::site
