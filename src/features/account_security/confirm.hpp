// Proving again who you are, before something sensitive.
//
// Owns    the pages under /confirm; table `mailed_code` (mailed_code.hpp).
// Source  rulings on step-up; requirement R-STEP-1. What is missing is decided by
// site::missing_proofs; this
//         asks for the first of it, until nothing is missing, and then leads back (`to`).
#pragma once

#include "site/routes.hpp"

namespace sallyport::account_security {

class Confirm {
 public:
  void routes(site::Routes&);

 private:
  http::Response ask(const site::Activating&);
  http::Response ways(const site::Activating&);
  http::Response password(const site::Activating&);
  http::Response factor(const site::Activating&);
  http::Response send_mail(const site::Activating&);
  http::Response mailed_code(const site::Activating&);
};

}  // namespace sallyport::account_security
