// What a browser calls itself, in words that its owner recognises: "Chrome on Windows".
//
// A guess for people to read, from a text that anybody may send; nothing is ever decided by it.
#pragma once

#include <string>
#include <string_view>

#include "kit/text/message.hpp"

namespace sallyport::site {

struct BrowserName {
  std::string browser;  // "Firefox"; empty when not recognised, like the other
  std::string system;   // "Android"
};

[[nodiscard]] BrowserName browser_name(std::string_view user_agent);

/// The same as a person reads it.
[[nodiscard]] text::Message browser_words(std::string_view user_agent);

}  // namespace sallyport::site
