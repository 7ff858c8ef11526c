// The page that says what happened and what pressing **This was not me** does, from either side.
#pragma once

#include <string>

#include "core/objection/objection.hpp"
#include "kit/http/message.hpp"
#include "site/visit.hpp"

namespace sallyport::not_me {

/// What not_me.html needs.
struct NotMePage {
  const objection::Telling& telling;
  Time at;
  std::string action;  // the form's address
  std::string cancel;  // a page to go back to; empty: there is none
};

[[nodiscard]] http::Response render(const site::Visit&, const NotMePage&);

/// Leads to the page that says what was done.
[[nodiscard]] http::Response lead_to_done(objection::Told);

}  // namespace sallyport::not_me
