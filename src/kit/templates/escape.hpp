// How a value is written into the place it stands in.
#pragma once

#include <string>
#include <string_view>

#include "kit/templates/node.hpp"

namespace sallyport::templates {

void write(std::string& out, std::string_view value, Place);

/// True for http, https, mailto, otpauth, and for a path, query or fragment of our own.
[[nodiscard]] bool may_be_linked(std::string_view address);

}  // namespace sallyport::templates
