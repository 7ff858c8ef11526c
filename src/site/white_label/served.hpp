// A file under an address that holds its digest, so that a browser may keep it for ever; ours and
// an operator's.
#pragma once

#include <string>
#include <string_view>

#include "kit/http/message.hpp"

namespace sallyport::white_label {

struct Served {
  std::string url;
  std::string type;
  std::string bytes;
};

/// "site.1f3a….css" for "site.css" with these bytes.
[[nodiscard]] std::string served_name(std::string_view name, std::string_view bytes);

/// The answer for such an address.
[[nodiscard]] http::Response kept_for_ever(std::string bytes, std::string type);

}  // namespace sallyport::white_label
