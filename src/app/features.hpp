// The list of features: one line each in features.cpp.
#pragma once

#include <memory>
#include <vector>

#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::app {

class Features {
 public:
  explicit Features(const site::Site&);
  ~Features();

  /// In the order in which they are offered.
  [[nodiscard]] std::vector<site::Factor*> factors();
  void routes(site::Routes&);

 private:
  struct All;
  std::unique_ptr<All> all_;
};

}  // namespace sallyport::app
