// One phone of the account: its name, whether all is well with it, unlinking it.
#pragma once

#include <string>

#include "core/device/device.hpp"
#include "site/factor.hpp"
#include "site/routes.hpp"

namespace sallyport::pocket {

[[nodiscard]] std::string phone_page(DeviceId);

/// The letter about a phone that is no longer linked.
void tell_of_removal(db::Write&, const site::InSession&, const std::string& name);

class PhonePages {
 public:
  explicit PhonePages(const site::Factor& factor) : factor_(factor) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::SignedIn&);
  http::Response rename(const site::SignedIn&);
  http::Response resume(const site::MayChangeFactors&);
  http::Response unlink(const site::MayChangeFactors&);

  const site::Factor& factor_;
};

}  // namespace sallyport::pocket
