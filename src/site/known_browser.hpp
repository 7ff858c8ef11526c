// Which known browser a visit comes from, and its cookie.
#pragma once

#include <optional>

#include "core/browser/browser.hpp"
#include "kit/http/cookie.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

/// Nothing when the account does not know the browser of this visit.
[[nodiscard]] std::optional<browser::Browser> known_browser(db::Read&, const Visit&, AccountId);

/// The browser's token after this visit, with its new cookie.
[[nodiscard]] browser::Remembered remember_browser(db::Write&, const Visit&, AccountId,
                                                   std::chrono::seconds lasts = browser::lifetime);
[[nodiscard]] http::Cookie cookie_of(const browser::Remembered&);

/// How the browser of this visit looks to its owner.
[[nodiscard]] browser::Looks looks_of(const http::Request&);

}  // namespace sallyport::site
