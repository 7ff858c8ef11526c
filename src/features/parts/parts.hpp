// The door before other programs: parts of the portal under our name, that a proxy keeps behind us.
//
// Owns    /auth/check, which the proxy asks for each request to a part, and /auth/enter, to which
// it
//         passes on the requests that were refused.
// Source  nginx ngx_http_auth_request_module; behaviour M68: no second sign-in, by role.
//
//     GET /auth/check, X-Original-URI: /courses/3?page=2
//     204  may come in; who it is stands in Sallyport-* headers
//     401  nobody is signed in, or is not through yet
//     403  signed in, but the part is not open to their roles, or there is no such part
//
//     GET /auth/enter, with the same header, answers a person: with the way to the sign-in and
//     back, or with a page that says why not.
//
// Nothing is changed by asking (only that the session was used is remembered, as by any page), and
// nothing is kept: a session that was logged off is refused with the next request.
#pragma once

#include "site/routes.hpp"

namespace sallyport::parts {

class Parts {
 public:
  explicit Parts(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  [[nodiscard]] http::Response check(const http::Request&) const;
  [[nodiscard]] http::Response enter(const http::Request&) const;

  const site::Site& site_;
};

}  // namespace sallyport::parts
