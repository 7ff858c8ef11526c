// Style sheet, script and icons, served under names that hold their digest, so that a browser may
// keep them for ever.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kit/http/message.hpp"

namespace sallyport::site {

/// "/assets/site.1f3a….css" for "site.css" in web/. A name that is not there is a Bug.
[[nodiscard]] std::string asset_url(std::string_view name);

/// What is served under that name, if anything is.
[[nodiscard]] std::optional<http::Response> asset(std::string_view served_name);

}  // namespace sallyport::site
