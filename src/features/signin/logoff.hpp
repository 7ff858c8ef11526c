// **Log off**: ends the session on the server, so a copied cookie and the back button show nothing
// (M20).
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class Logoff {
 public:
  explicit Logoff(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::Leaving&);
  http::Response submit(const site::Leaving&);
  http::Response show_again(const site::Outdated<site::Leaving>&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
