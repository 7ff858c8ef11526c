#include "site/fields.hpp"

#include <algorithm>

namespace sallyport::site {

bool holds_only(const http::Form& form, std::initializer_list<std::string_view> names,
                std::initializer_list<std::string_view> optional) {
  const auto among = [](std::initializer_list<std::string_view> known, std::string_view name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  const bool complete = std::all_of(names.begin(), names.end(),
                                    [&](std::string_view name) { return form.has(name); });
  return complete &&
         std::all_of(form.fields().begin(), form.fields().end(), [&](const auto& field) {
           return field.first == "form_token" || field.first == "back" ||
                  among(names, field.first) || among(optional, field.first);
         });
}

}  // namespace sallyport::site
