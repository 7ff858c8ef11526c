// Home: what the person can do here, and whether their sign-in is protected by a second factor.
//
// Owns    /, and the well-known addresses and assets (well_known.hpp).
// Source  behaviour M19, M68.
#pragma once

#include "site/routes.hpp"

namespace sallyport::portal {

class Home {
 public:
  explicit Home(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::SignedIn&);

  const site::Site& site_;
};

}  // namespace sallyport::portal
