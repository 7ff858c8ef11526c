// The browsers that an account knows, and forgetting them. A forgotten one is logged off at once.
//
// Owns    the pages under /account-security/browsers.
#pragma once

#include "site/routes.hpp"

namespace sallyport::account_security {

class Browsers {
 public:
  void routes(site::Routes&);

 private:
  http::Response list(const site::SignedIn&);
  http::Response forget_one(const site::RecentlySignedIn&);
  http::Response forget_others(const site::RecentlySignedIn&);
};

}  // namespace sallyport::account_security
