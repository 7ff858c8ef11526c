// Pages for what went wrong: they say what happened and what to do next, and give the request's
// number.
#pragma once

#include <optional>

#include "kit/http/message.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

/// For a form that came after its session had ended: shows what was typed, so that it can be kept;
/// never a password or a code. Nothing when nothing was typed. The caller has looked at the form's
/// token.
[[nodiscard]] std::optional<http::Response> form_after_the_end(Visit&);

/// 403 for a form that came from another site.
[[nodiscard]] http::Response stale_form(const Visit&);
/// 403 for a form from a page of ours that is out of date; leads back to that page.
[[nodiscard]] http::Response outdated_form(const Visit&);

/// The page for a status: 400, 403, 404, 405, 408, 411, 413, 414, 415, 421, 431, 500, 503.
[[nodiscard]] http::Response failure(const Visit&, int status);
/// 429: too many requests came from the sender's address or network.
[[nodiscard]] http::Response too_many_requests(const Site&, const http::Request&,
                                               std::chrono::seconds wait);
/// Whether the request brings what a session, a known browser or a linked phone brings, true or
/// not. Such requests are counted apart: who works behind the same address takes nothing from
/// strangers.
[[nodiscard]] bool says_it_is_known(const http::Request&);
/// Whether the limit on requests is not for the sender: somebody signed in, a known browser, or a
/// linked phone. A whole office may have its phones open at once.
[[nodiscard]] bool is_exempt_from_rate(const Site&, const http::Request&);

/// The same where nobody was let in, so that nobody's name stands on it.
[[nodiscard]] http::Response failure(const Site&, int status, const http::Request&);

}  // namespace sallyport::site
