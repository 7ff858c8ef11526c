// Where somebody is logged in, and ending it (requirement R-SES-6).
//
// Owns    the pages under /account-security/sessions.
#pragma once

#include "site/routes.hpp"

namespace sallyport::account_security {

class Sessions {
 public:
  void routes(site::Routes&);

 private:
  http::Response list(const site::SignedIn&);
  http::Response end_one(const site::RecentlySignedIn&);
  http::Response end_others(const site::RecentlySignedIn&);
};

}  // namespace sallyport::account_security
