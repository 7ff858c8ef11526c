// Who is calling, through the proxies we were told to trust.
//
// A header that names a sender is believed only from a trusted proxy, and then only as far as
// trusted proxies wrote it: X-Forwarded-For is read from its right end to the first address that is
// not one of them. What stands further left was written by the caller. Forwarded (RFC 7239) and
// X-Real-IP are never read: two headers that may disagree are one too many. No machine is trusted
// by itself, loopback neither.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "kit/http/message.hpp"

namespace sallyport::http {

/// An address, or all addresses that begin with the same bits.
class Network {
 public:
  /// "10.0.0.0/8", "192.0.2.1", "2001:db8::/32". Nothing for anything else, and when bits are set
  /// beyond the length: "10.0.0.1/8" is more likely a slip than a network.
  static std::optional<Network> parse(std::string_view text);

  [[nodiscard]] bool contains(const Address&) const;

 private:
  Network(Address base, unsigned bits) : base_(base), bits_(bits) {}
  Address base_;
  unsigned bits_;
};

[[nodiscard]] bool is_trusted(const Address&, const std::vector<Network>& trusted);

/// The client's address; nothing when a trusted proxy sent X-Forwarded-For twice or one that cannot
/// be read: then the request is refused, for it has no sender to throttle. It is `peer` when the
/// header is absent.
[[nodiscard]] std::optional<Address> sender_address(const Address& peer, const Headers&,
                                                    const std::vector<Network>& trusted);

}  // namespace sallyport::http
