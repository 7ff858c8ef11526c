// Account security at a glance: what is on, since when, last used (M25).
#pragma once

#include "site/routes.hpp"

namespace sallyport::account_security {

class Overview {
 public:
  void routes(site::Routes&);

 private:
  http::Response show(const site::SignedIn&);
};

}  // namespace sallyport::account_security
