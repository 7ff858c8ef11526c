// **Choose another way**: the ways that the account has activated, and no others (M9).
#pragma once

#include "site/routes.hpp"

namespace sallyport::signin {

class OtherWay {
 public:
  explicit OtherWay(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::InSignIn&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
