// Do cookies and security headers of the sign-in page arrive as they were sent?
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"
#include "site/cookies.hpp"
#include "site/page.hpp"

namespace sallyport::app::doctor {
namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

/// "secure", "path=/" and so on: what stands behind the value.
std::vector<std::string> attributes_of(std::string_view line) {
  std::vector<std::string> attributes;
  for (auto semicolon = line.find(';'); semicolon != std::string_view::npos;) {
    const auto next = line.find(';', semicolon + 1);
    const auto text =
        line.substr(semicolon + 1, next == std::string_view::npos ? next : next - semicolon - 1);
    const auto first = text.find_first_not_of(' ');
    if (first != std::string_view::npos) attributes.push_back(in_lower_case(text.substr(first)));
    semicolon = next;
  }
  return attributes;
}

/// What a proxy did to the cookie.
std::vector<std::string> harm_of(std::string_view line) {
  const auto attributes = attributes_of(line);
  const auto has = [&](std::string_view attribute) {
    return std::ranges::find(attributes, attribute) != attributes.end();
  };
  std::vector<std::string> harm;
  if (!has("secure")) harm.emplace_back("it lacks Secure");
  if (!has("httponly")) harm.emplace_back("it lacks HttpOnly");
  if (!has("samesite=lax") && !has("samesite=strict")) harm.emplace_back("it lacks SameSite");
  if (!has("path=/")) harm.emplace_back("its Path is not /");
  if (std::ranges::any_of(attributes, [](const std::string& attribute) {
        return attribute.starts_with("domain");
      })) {
    harm.emplace_back("a Domain was added");
  }
  return harm;
}

/// The policy names a fresh nonce in each page.
std::string without_nonce(std::string policy) {
  const auto start = policy.find("'nonce-");
  if (start == std::string::npos) return policy;
  const auto end = policy.find('\'', start + 1);
  return end == std::string::npos ? policy : policy.replace(start, end - start + 1, "'none'");
}

bool is_page(const call::Answer& answer) {
  return answer.outcome == call::Outcome::answered && answer.status == 200;
}

}  // namespace

std::vector<Finding> judge_cookies(const call::Answer& page) {
  constexpr const char* subject = "cookies";
  if (!is_page(page)) return {};
  const auto lines = page.header("Set-Cookie");
  const std::string start = std::string{site::arrival_cookie} + "=";
  const auto ours =
      std::ranges::find_if(lines, [&](std::string_view line) { return line.starts_with(start); });
  if (ours == lines.end()) {
    const std::string what = lines.empty() ? "does not arrive" : "arrives under another name";
    return {
        {Health::wrong, subject,
         fmt::format("The cookie {} of the sign-in page {}: nobody can log in. Let the proxy hand"
                     " Set-Cookie on as it is, and cache nothing.",
                     site::arrival_cookie, what)}};
  }
  if (const auto harm = harm_of(*ours); !harm.empty()) {
    return {
        {Health::wrong, subject,
         fmt::format("Something in front changes the cookie {}: {}. Browsers refuse it or guard it"
                     " less. Let the proxy hand Set-Cookie on as it is (nginx: remove"
                     " proxy_cookie_flags, proxy_cookie_path and proxy_cookie_domain).",
                     site::arrival_cookie, fmt::join(harm, ", "))}};
  }
  return {{Health::good, subject, "They arrive as the portal sends them."}};
}

std::vector<Finding> judge_headers(const call::Answer& page, const Settings& settings) {
  constexpr const char* subject = "headers";
  if (!is_page(page)) return {};
  http::Response sent;
  site::secure(sent, settings.portal);
  std::vector<std::string> harm;
  for (const auto& [name, value] : sent.headers) {
    const auto arrived = page.header(name);
    if (arrived.empty()) {
      harm.push_back(name + " is missing");
    } else if (arrived.size() > 1) {
      harm.push_back(name + " comes twice");
    } else if (without_nonce(std::string{arrived.front()}) != without_nonce(value)) {
      harm.push_back(name + " was changed");
    }
  }
  if (!harm.empty()) {
    return {{Health::wrong, subject,
             fmt::format("Something in front changes the security headers: {}. The portal sets them"
                         " itself; let the proxy neither hide nor add any (nginx: remove add_header"
                         " and proxy_hide_header).",
                         fmt::join(harm, ", "))}};
  }
  return {{Health::good, subject, "The security headers arrive as the portal sends them."}};
}

std::vector<Finding> look_at_cookies(const Installation& installation) {
  if (!installation.outside) return {};
  return judge_cookies(installation.outside->page);
}

std::vector<Finding> look_at_headers(const Installation& installation) {
  if (!installation.outside) return {};
  return judge_headers(installation.outside->page, installation.settings);
}

}  // namespace sallyport::app::doctor
