#include <algorithm>
#include <array>

#include "kit/place/place.hpp"

namespace sallyport::place {
namespace {

struct Row {
  const char* base;
  unsigned bits;
};
constexpr std::array internal_networks = {
    Row{"10.0.0.0", 8},  Row{"172.16.0.0", 12},  Row{"192.168.0.0", 16},
    Row{"127.0.0.0", 8}, Row{"169.254.0.0", 16}, Row{"100.64.0.0", 10},
    Row{"fc00::", 7},    Row{"fe80::", 10},      Row{"::1", 128},
};

}  // namespace

bool is_internal(const Address& address) {
  return std::ranges::any_of(internal_networks, [&](const Row& row) {
    return address.network(row.bits, row.bits) == Address::parse(row.base);
  });
}

}  // namespace sallyport::place
