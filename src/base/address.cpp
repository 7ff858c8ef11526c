#include "base/address.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace sallyport {

std::optional<Address> Address::parse(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;  // inet_pton would stop there
  const std::string terminated{text};
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) {
    address.ipv4_ = true;
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) != 1) return std::nullopt;

  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(mapped.begin(), mapped.end(), address.bytes_.begin())) {
    std::array<std::uint8_t, 16> plain{};
    std::copy(address.bytes_.begin() + 12, address.bytes_.end(), plain.begin());
    address.bytes_ = plain;
    address.ipv4_ = true;
  }
  return address;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(ipv4_ ? AF_INET : AF_INET6, bytes_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

Address Address::network(unsigned ipv4_bits, unsigned ipv6_bits) const {
  Address network = *this;
  const unsigned kept = ipv4_ ? ipv4_bits : ipv6_bits;
  for (unsigned bit = kept; bit < network.bytes_.size() * 8; ++bit) {
    network.bytes_[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
  return network;
}

}  // namespace sallyport
