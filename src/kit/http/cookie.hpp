// Cookies: reading them strictly, and the one way we set them.
//
// Source  RFC 6265bis §4.1.3.2 (__Host- prefix), §5.5.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::http {

/// Always Secure, HttpOnly, SameSite=Lax, Path=/, no Domain. (Browsers take Secure cookies from
/// http://localhost.) Without `lasts` it goes when the browser closes; zero removes it.
struct Cookie {
  std::string name;
  std::string value;
  std::optional<std::chrono::seconds> lasts;
};

/// The value of a Set-Cookie header.
[[nodiscard]] std::string set_cookie(const Cookie&);

/// The cookies of one Cookie header. A name sent twice is left out: we cannot know which is ours.
[[nodiscard]] std::map<std::string, std::string, std::less<>> parse_cookies(
    std::string_view header);

}  // namespace sallyport::http
