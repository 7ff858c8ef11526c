// Which fields a form may hold: exactly those that its page sends (R-TX-3).
#pragma once

#include <string_view>
#include <vector>

#include "kit/http/form.hpp"

namespace sallyport::site {

/// Whether the form holds each of `names` and nothing else but `form_token`, and maybe `back` and
/// those of `optional`. When it does not, it is not our page that sent it: answer failure(visit,
/// 400).
[[nodiscard]] bool holds_only(const http::Form& form, const std::vector<std::string_view>& names,
                              const std::vector<std::string_view>& optional = {});

}  // namespace sallyport::site
