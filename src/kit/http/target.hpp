// The target of a request: one spelling for each path.
//
// Source  RFC 9112 §3.2.1 (origin-form, the only one taken), RFC 3986 §3.3, §6.2.2.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "kit/http/head.hpp"

namespace sallyport::http {

struct Target {
  std::string path;
  std::string query;
};

/// Refused: other forms than "/path?query"; bytes outside visible ASCII; empty, "." and ".."
/// segments inside the path; "%" without two hex digits; and ".", "/", "\" or a control character
/// as an escape.
[[nodiscard]] Result<Target, Refusal> read_target(std::string_view target);

}  // namespace sallyport::http
