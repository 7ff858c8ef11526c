// The second step: a factor that the account has activated. What it asks is the factor's own; what
// all factors share is done here and in site/proving.
#pragma once

#include "site/factor.hpp"
#include "site/routes.hpp"

namespace sallyport::signin {

class FactorStep {
 public:
  explicit FactorStep(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response lead_to_first(const site::InSignIn&);
  http::Response ask(const site::InSignIn&);
  http::Response submit(const site::InSignIn&);
  http::Response start_again(const site::InSignIn&);

  const site::Site& site_;
};

}  // namespace sallyport::signin
