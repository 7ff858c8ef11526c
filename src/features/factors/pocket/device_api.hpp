// What devices ask: JSON under /pocket/api/v1.
//
// Source  docs/pocket-protocol.md.
// Read    api.hpp (what all requests share), linking.hpp, api_linking.cpp and api_completing.cpp,
//         api_challenges.cpp (what waits, and answers), api_device.cpp (the device's own life),
//         api_activity.cpp.
#pragma once

#include "core/challenge/challenge.hpp"
#include "core/device/device.hpp"
#include "core/pairing/pairing.hpp"
#include "kit/http/message.hpp"
#include "site/routes.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

class DeviceApi {
 public:
  explicit DeviceApi(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  http::Response config(const http::Request&);
  http::Response look_up(const http::Request&);
  http::Response complete(const http::Request&);

  http::Response challenges(const http::Request&);
  http::Response answer_challenge(const http::Request&);

  http::Response self(const http::Request&);
  http::Response rename(const http::Request&);
  http::Response keep_push(const http::Request&);
  http::Response remove_push(const http::Request&);
  http::Response test_push(const http::Request&);
  http::Response rotate(const http::Request&);
  http::Response unlink(const http::Request&);
  http::Response move(const http::Request&);
  http::Response cancel_move(const http::Request&);

  http::Response activity(const http::Request&);
  http::Response report(const http::Request&);

  http::Response record_link(const http::Request&, const pairing::Pairing&,
                             const std::string& public_key, const device::Describes&);

  const site::Site& site_;
};

}  // namespace sallyport::pocket
