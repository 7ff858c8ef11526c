#include "kit/http/sender_address.hpp"

#include <algorithm>
#include <charconv>

#include "kit/http/letters.hpp"

namespace sallyport::http {
namespace {

/// Address::parse, for text that anyone may have written: it must not hold a NUL.
std::optional<Address> parse_address(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_visible)) return std::nullopt;
  return Address::parse(text);
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  const unsigned longest = base->is_ipv4() ? 32 : 128;
  if (slash == std::string_view::npos) return Network{*base, longest};

  // An IPv4-mapped address counts its bits from elsewhere; nobody needs it here.
  if (base->is_ipv4() && text.find(':') != std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (bits > longest || base->network(bits, bits) != *base) return std::nullopt;
  return Network{*base, bits};
}

bool Network::contains(const Address& address) const {
  return address.is_ipv4() == base_.is_ipv4() && address.network(bits_, bits_) == base_;
}

bool is_trusted(const Address& address, const std::vector<Network>& trusted) {
  return std::any_of(trusted.begin(), trusted.end(),
                     [&](const Network& network) { return network.contains(address); });
}

std::optional<Address> sender_address(const Address& peer, const Headers& headers,
                                      const std::vector<Network>& trusted) {
  if (!is_trusted(peer, trusted)) return peer;

  constexpr std::string_view name = "x-forwarded-for";
  const auto named = [&](const auto& header) { return header.first == name; };
  const auto found = std::find_if(headers.begin(), headers.end(), named);
  if (found == headers.end()) return peer;
  if (std::find_if(std::next(found), headers.end(), named) != headers.end()) return std::nullopt;

  std::string_view hops = found->second;
  while (true) {
    const auto comma = hops.rfind(',');
    const auto start = comma == std::string_view::npos ? 0 : comma + 1;
    const auto hop = parse_address(trimmed(hops.substr(start)));
    if (!hop) return std::nullopt;
    if (start == 0 || !is_trusted(*hop, trusted)) return hop;
    hops = hops.substr(0, comma);
  }
}

}  // namespace sallyport::http
