// Which path belongs to which step: the only place that knows, so steps never name one another.
#pragma once

#include <string>

#include "core/attempt/next_step.hpp"
#include "kit/http/message.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

inline constexpr const char* account_security_path = "/account-security";
/// Where second factors are activated and seen; also the step that the date demands.
inline constexpr const char* two_factor_path = "/account-security/two-factor";

/// Step::enter is home.
[[nodiscard]] std::string path_of(attempt::Step);

/// Where somebody who just got a session goes: the next step, or where they were going (M1).
[[nodiscard]] std::string onward(attempt::Step, const std::string& return_to);

/// The page that a form of ours stands on, as the form or the browser tells: path and query. Empty
/// when neither does.
[[nodiscard]] std::string page_of_form(const Site&, const http::Request&);

/// The page that asks for missing proofs, and then leads back to what was asked for: a GET's own
/// path, or the page that a POST came from.
[[nodiscard]] std::string confirm_path(Need, const http::Request&);

}  // namespace sallyport::site
