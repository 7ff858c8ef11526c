// Internet addresses and networks, for throttling, trusted proxies and the audit log.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) becomes plain IPv4, so
/// that one machine has one address.
class Address {
 public:
  static std::optional<Address> parse(std::string_view text);

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool is_ipv4() const { return ipv4_; }

  /// The network around it: the first `ipv4_bits` or `ipv6_bits` kept, the rest zero.
  [[nodiscard]] Address network(unsigned ipv4_bits, unsigned ipv6_bits) const;

  auto operator<=>(const Address&) const = default;

 private:
  Address() = default;
  bool ipv4_ = false;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 in the first four
};

}  // namespace sallyport
