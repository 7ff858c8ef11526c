// TXT records of a domain name, as the machine's name servers tell them.
//
// Source  RFC 1035 §3.3.14 (TXT), resolver(3) of the C library. For commands that look around; the
//         running portal asks only for the address of its mail server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sallyport::dns {

/// A name server to ask in place of the machine's own: its IPv4 address and port.
using Server = std::pair<std::string, std::uint16_t>;

struct Texts {
  bool known = false;  // false: no name server gave an answer, or an answer that is one
  std::vector<std::string> records;  // each of its parts put together; none: there are none
};

/// Takes a few seconds at the most.
[[nodiscard]] Texts texts_of(const std::string& name, const std::optional<Server>& = {});

}  // namespace sallyport::dns
