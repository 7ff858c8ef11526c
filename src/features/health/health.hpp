// For machines that watch: is the program running, and can it serve people?
//
// Owns    /health/live and /health/ready; they answer under any Host.
#pragma once

#include "site/routes.hpp"

namespace sallyport::health {

class Health {
 public:
  explicit Health(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  const site::Site& site_;
};

}  // namespace sallyport::health
