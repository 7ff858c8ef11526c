// The first step: email address and password.
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class PasswordStep {
 public:
  explicit PasswordStep(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response submit(const site::Visitor&);
  http::Response show_again(const site::Outdated<site::Visitor>&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
