// Two-factor authentication: why, what to have at hand, what is linked, and the way to activate it.
//
// Owns    /account-security/two-factor and /account-security/two-factor/method. The methods
// themselves are the
//         factors' own pages.
// Source  behaviour M10-M12, M22-M27. On and after the date the first page is where somebody
// without a factor
//         is led, before any other page opens.
#pragma once

#include "site/routes.hpp"

namespace sallyport::account_security {

class TwoFactor {
 public:
  void routes(site::Routes&);

 private:
  http::Response show(const site::Activating&);
  http::Response activate(const site::Activating&);
  http::Response choose(const site::MayChangeFactors&);
};

}  // namespace sallyport::account_security
