// Ringing phones: a notification that says only that something waits in Pocket.
//
// Source  docs/pocket-protocol.md, "The doorbell". Never waited for, and nothing depends on it: who
//         opens the app sees what waits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/device/subscription.hpp"
#include "kit/push/endpoint.hpp"
#include "kit/push/sender.hpp"
#include "kit/text/message.hpp"

namespace sallyport::site {

struct Site;

class Doorbell {
 public:
  Doorbell(push::Sender& sender, push::Rules rules, const crypto::Keys& push_keys)
      : sender_(sender), rules_(std::move(rules)), keys_(push_keys) {}

  /// What a browser subscribes for: 65 bytes, and the version of the key that it belongs to.
  struct Key {
    std::string public_key;
    std::int64_t version = 0;
  };
  [[nodiscard]] Key key() const;
  /// Whether a device may say that it can be rung there.
  [[nodiscard]] bool may_ring(std::string_view endpoint) const;

  /// Something waits; or somebody wants to see that it works. To be called after the commit.
  enum class Ring { request, test };
  void ring(const Site&, const std::vector<device::Ringing>&, Ring) const;

  /// Forgets subscriptions that are gone, and tells the operator what went wrong.
  void take_reports(const Site&, Time now) const;

 private:
  push::Sender& sender_;
  push::Rules rules_;
  const crypto::Keys& keys_;
};

}  // namespace sallyport::site
