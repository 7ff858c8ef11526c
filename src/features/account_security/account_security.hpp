// What protects somebody's account: two-factor authentication, where they are logged in, and
// proving again who they are before any of it changes.
//
// Owns    the pages /account-security, /account-security/two-factor (the methods' own pages belong
// to
//         factors/), /account-security/sessions, /account-security/browsers and /confirm; table
//         `mailed_code`.
// Read    overview.cpp, two_factor.cpp (what is linked, and the way to activate), confirm.cpp (what
// is still
//         missing, one proof at a time), mailed_code.cpp, sessions.cpp, browsers.cpp.
#pragma once

#include "features/account_security/browsers.hpp"
#include "features/account_security/confirm.hpp"
#include "features/account_security/overview.hpp"
#include "features/account_security/sessions.hpp"
#include "features/account_security/two_factor.hpp"

namespace sallyport::account_security {

/// All pages of it. Made like every feature; its pages take the site from the visit.
class AccountSecurity {
 public:
  explicit AccountSecurity(const site::Site&) {}

  void routes(site::Routes& routes) {
    overview_.routes(routes);
    two_factor_.routes(routes);
    confirm_.routes(routes);
    sessions_.routes(routes);
    browsers_.routes(routes);
  }

 private:
  Overview overview_;
  TwoFactor two_factor_;
  Confirm confirm_;
  Sessions sessions_;
  Browsers browsers_;
};

}  // namespace sallyport::account_security
