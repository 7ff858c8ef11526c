// **Select organisation**: for people of several, after signing in and whenever they want another
// (M14 to M18).
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class OrganisationPage {
 public:
  explicit OrganisationPage(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::Choosing&);
  http::Response choose(const site::Choosing&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
