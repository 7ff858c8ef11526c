// Passwords: set through an invitation, changed by their owner, judged while they are typed.
//
// Owns    the pages /invitation/{token}, /password/set, /account-security/password; POST
// /password/check. Source  behaviour M70, M71; NIST SP 800-63B-4 §3.1.1; requirements R-PW-1 to
// R-PW-6, R-RST-1, R-RST-2. Read    password.hpp (the pages), new_password.hpp (judging and storing
// one), invitation_page.cpp,
//         change_page.cpp.
#pragma once

#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::password {

class Password {
 public:
  explicit Password(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  // invitation_page.cpp
  http::Response show_link(const site::Visitor&);
  http::Response open_link(const site::Visitor&);
  http::Response show_set(const site::Visitor&);
  http::Response set(const site::Visitor&);

  // change_page.cpp
  http::Response show_change(const site::SignedIn&);
  http::Response change(const site::SignedIn&);

  http::Response judge_while_typing(const site::Visitor&);

  const site::Site& site_;
};

}  // namespace sallyport::password
