// Linking a phone: the page with the QR code, which waits and goes on by itself.
//
// Source  docs/pocket-protocol.md, "Linking"; M29, M32 to M34.
#pragma once

#include "core/device/device.hpp"
#include "core/pairing/pairing.hpp"
#include "site/factor.hpp"
#include "site/routes.hpp"

namespace sallyport::pocket {

inline constexpr const char* link_page = "/account-security/two-factor/pocket";

class LinkPages {
 public:
  explicit LinkPages(const site::Factor& factor) : factor_(factor) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::Linking&);
  http::Response renew(const site::Linking&);
  http::Response finish(const site::Linking&);
  http::Response wait(const site::Activating&);
  http::Response linked(const site::Activating&);
  http::Response undo(const site::Activating&);

  const site::Factor& factor_;
};

}  // namespace sallyport::pocket
