// What programs look for at fixed addresses, and the assets of our pages.
//
// Source  RFC 8615 (/.well-known/), RFC 9116 (security.txt), W3C "A Well-Known URL for Changing
// Passwords",
//         RFC 9309 (robots.txt).
#pragma once

#include "site/routes.hpp"

namespace sallyport::portal {

class WellKnown {
 public:
  explicit WellKnown(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  [[nodiscard]] http::Response security_contact(const http::Request&) const;
  [[nodiscard]] http::Response asset(const http::Request&) const;

  const site::Site& site_;
};

}  // namespace sallyport::portal
