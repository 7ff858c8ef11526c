// Which fields a form may hold: exactly those that its page sends (R-TX-3).
#pragma once

#include <initializer_list>
#include <string_view>

#include "kit/http/form.hpp"

namespace sallyport::site {

/// Whether the form holds each of `names` and nothing else but `form_token`, and maybe `back` and
/// those of `optional`. When it does not, it is not our page that sent it: answer failure(visit,
/// 400).
[[nodiscard]] bool holds_only(const http::Form& form, std::initializer_list<std::string_view> names,
                              std::initializer_list<std::string_view> optional = {});

}  // namespace sallyport::site
