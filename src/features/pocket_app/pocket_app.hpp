// Pocket, the companion app for the phone, as files: what web/pocket was made into, under fixed
// addresses.
//
// Owns    /pocket/ and the files beside it. What the app asks the service is not here
//         (features/factors/pocket).
// Source  Service Workers §"scope", W3C Web App Manifest, Trusted Types, CSP Level 3.
// Why     docs/decisions/0032-pocket-as-a-web-app.md
#pragma once

#include "site/routes.hpp"

namespace sallyport::pocket_app {

class PocketApp {
 public:
  explicit PocketApp(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  [[nodiscard]] http::Response page(const http::Request&) const;
  [[nodiscard]] http::Response manifest(const http::Request&) const;

  const site::Site& site_;
};

}  // namespace sallyport::pocket_app
