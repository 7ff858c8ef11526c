// Passwords: set through an invitation, forgotten, changed by their owner, judged while they are
// typed.
//
// Owns    the pages /forgotten, /invitation/{token}, /reset/{token}, /password/factor,
//         /password/set, /account-security/password; POST /password/check; table `link_request`.
// Source  behaviour M70, M71, M72; NIST SP 800-63B-4 §3.1.1; requirements R-PW-1 to R-PW-6, R-RST-1
//         to R-RST-3.
// Read    password.hpp (the pages), forgotten_page.cpp and link_request (asking for a link),
//         opened_link (opening one), factor_page.cpp, set_page.cpp, new_password.hpp (judging one),
//         change_page.cpp.
#pragma once

#include "core/link/link.hpp"
#include "features/password/link_request.hpp"
#include "features/password/opened_link.hpp"
#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::password {

class Password {
 public:
  explicit Password(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  // forgotten_page.cpp
  http::Response show_forgotten(const site::Visitor&);
  http::Response ask(const site::Visitor&);
  http::Response show_sent(const site::Visitor&);
  /// Writes the request down and answers, the same for everybody.
  http::Response accept(const site::Visitor&, const LinkRequest&);

  // opened_link.cpp
  http::Response show_invitation(const site::Visitor&);
  http::Response open_invitation(const site::Visitor&);
  http::Response invitation_again(const site::Visitor&);
  http::Response show_reset(const site::Visitor&);
  http::Response open_reset(const site::Visitor&);
  http::Response reset_again(const site::Visitor&);
  http::Response opened_again(const site::Visitor&);
  http::Response show_link(const site::Visitor&, link::Purpose);
  http::Response open_link(const site::Visitor&, link::Purpose);
  http::Response again(const site::Visitor&, link::Purpose);

  // factor_page.cpp
  http::Response lead_to_first_way(const site::Visitor&);
  http::Response other_way(const site::Visitor&);
  http::Response ask_factor(const site::Visitor&);
  http::Response prove_factor(const site::Visitor&);

  // set_page.cpp
  http::Response show_set(const site::Visitor&);
  http::Response set(const site::Visitor&);

  // change_page.cpp
  http::Response show_change(const site::SignedIn&);
  http::Response change(const site::SignedIn&);

  http::Response judge_while_typing(const site::Visitor&);

  const site::Site& site_;
};

}  // namespace sallyport::password
