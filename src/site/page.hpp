// How a handler answers with a page: the frame around it, its cookies, and the headers of all
// responses.
#pragma once

#include <string>
#include <string_view>

#include "kit/http/message.hpp"
#include "kit/templates/template.hpp"
#include "kit/text/message.hpp"
#include "site/visit.hpp"

namespace sallyport::site {

/// A page inside the frame (templates/frame_top.html, frame_bottom.html).
///
///   file   the template's path in the source tree: "src/features/signin/password.html"
///   title  shown in the browser's tab; a template writes it as its heading: {{page_title}}
///   model  what the template names besides the frame
[[nodiscard]] http::Response page(const Visit&, std::string_view file, const text::Message& title,
                                  templates::Model model, int status = 200);

/// The arrival of somebody at the door, as a cookie; its forms are bound to the arrival's nonce.
[[nodiscard]] http::Cookie cookie_of(const Visit&, const Arrival&);

/// Sets the cookies of the visit: the arrival's, when it is new.
[[nodiscard]] http::Response dress(http::Response, const Visit&);

/// The headers that every response carries (R-WEB-3): strict transport where the portal is https,
/// no sniffing, no framing, no caching. `nonce` may be empty: then no script at all may run.
void secure(http::Response&, const Portal&);

}  // namespace sallyport::site
