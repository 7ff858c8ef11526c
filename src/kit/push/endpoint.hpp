// Where a browser says that it can be rung: an address that a stranger chose and that we call.
//
// So it is looked at twice: what it says, when it is told (here), and where it leads, each time a
// connection is made (open_to_all, which sender.cpp asks about the very address it connects to).
// Source  OWASP, server-side request forgery; the registries of addresses for special purposes
//         (RFC 6890).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/result.hpp"

namespace sallyport::push {

/// The push services of Chrome, Firefox, Safari and Edge.
[[nodiscard]] std::vector<std::string> usual_hosts();

/// Whom we may call.
struct Rules {
  std::vector<std::string> hosts = usual_hosts();  // "push.example.nl", or "*.example.nl"
  /// Those of them, each by its own name, that may be inside our own network: a push service of the
  /// operator's.
  std::vector<std::string> inside;
  /// For tests: http:// to 127.0.0.1, when that is allowed and inside.
  bool plain_on_this_machine = false;
};

/// What may stand in `hosts`: a name of two parts at least, or "*." and such a name. In `inside`
/// only a name.
[[nodiscard]] bool is_host_rule(std::string_view);
[[nodiscard]] bool is_host_name(std::string_view);

struct Endpoint {
  std::string url;
  std::string origin;  // "https://push.example.nl"
  std::string host;
  bool inside = false;  // may be at an address of our own network
  bool operator==(const Endpoint&) const = default;
};

enum class EndpointRefused {
  malformed,         // not a plain address: user, fragment, odd letters, too long
  not_encrypted,     // http
  host_not_allowed,  // of a push service that the operator did not allow
};

/// Takes less than a browser would, so that nothing reads it in another way than we do: the host in
/// lower case and as a name, no user, no fragment, no backslash.
[[nodiscard]] Result<Endpoint, EndpointRefused> read_endpoint(std::string_view url, const Rules&);

/// Whether an address is one on the Internet: not of this machine, this network, a private one,
/// or one that is there for another purpose.
[[nodiscard]] bool open_to_all(const Address&);

}  // namespace sallyport::push
