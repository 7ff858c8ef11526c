// The page **Log in**: shown at the start, and again with what was wrong.
#pragma once

#include <optional>
#include <string>

#include "site/page.hpp"

namespace sallyport::signin {

/// What password.html needs.
struct PasswordPage {
  std::string email;                    // as typed, shown again after a refusal; never the password
  std::string return_to;                // where this tab was going
  bool shared = false;                  // the tick for a computer that others use too
  std::optional<text::Message> reason;  // why the page is shown, when it was not asked for
  std::optional<text::Message> problem;  // with what was sent before
};

[[nodiscard]] http::Response render(const site::Visit&, const PasswordPage&, int status = 200);

}  // namespace sallyport::signin
