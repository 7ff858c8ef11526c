#include "kit/http/cookie.hpp"

#include <fmt/format.h>

#include <set>

#include "base/bug.hpp"
#include "kit/http/letters.hpp"

namespace sallyport::http {

std::string set_cookie(const Cookie& cookie) {
  check(is_token(cookie.name), "a cookie's name is a token");
  check(is_cookie_value(cookie.value), "a cookie's value has no letters that end it");
  std::string text =
      fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax", cookie.name, cookie.value);
  if (cookie.lasts) text += fmt::format("; Max-Age={}", cookie.lasts->count());
  return text;
}

std::map<std::string, std::string, std::less<>> parse_cookies(std::string_view header) {
  std::map<std::string, std::string, std::less<>> cookies;
  std::set<std::string, std::less<>> twice;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const std::string_view pair = trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));

    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (!is_token(name)) continue;
    // Also with a value we would not take: someone else wrote a cookie with our name.
    if (!cookies.try_emplace(std::string{name}, value).second) twice.emplace(name);
    if (!is_cookie_value(value)) twice.emplace(name);
  }
  for (const auto& name : twice) cookies.erase(name);
  return cookies;
}

}  // namespace sallyport::http
