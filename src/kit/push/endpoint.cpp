#include "kit/push/endpoint.hpp"

#include <algorithm>
#include <array>

#include "kit/http/sender_address.hpp"

namespace sallyport::push {
namespace {

constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_host = 253;
constexpr std::string_view encrypted = "https://";
constexpr std::string_view plain = "http://";
constexpr std::string_view this_machine = "127.0.0.1";

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_of_label(char letter) {
  return (letter >= 'a' && letter <= 'z') || is_digit(letter) || letter == '-';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && std::ranges::all_of(label, is_of_label) &&
         !label.starts_with('-') && !label.ends_with('-');
}

/// Labels with dots between, in lower case.
bool are_labels(std::string_view host) {
  if (host.size() > longest_host) return false;
  for (;;) {
    const auto dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

bool matches(std::string_view host, std::string_view rule) {
  if (!rule.starts_with("*.")) return host == rule;
  const std::string_view suffix = rule.substr(1);
  return host.size() > suffix.size() && host.ends_with(suffix);
}

bool is_port(std::string_view digits) {
  if (digits.empty() || digits.size() > 5 || digits.front() == '0') return false;
  unsigned number = 0;
  for (const char digit : digits) {
    if (!is_digit(digit)) return false;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  return number <= 65'535;
}

bool is_of_path(char letter) {
  return letter > ' ' && letter < '\x7f' && letter != '#' && letter != '\\' && letter != '"' &&
         letter != '<' && letter != '>';
}

std::vector<http::Network> closed_networks() {
  // IANA's registries for IPv4 and IPv6; of IPv6, what is not in 2000::/3 is closed anyway.
  constexpr std::array written = {
      "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
      "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
      "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
      "2001::/23",     "2001:db8::/32",   "2002::/16",      "3fff::/20"};
  std::vector<http::Network> networks;
  for (const auto* network : written) networks.push_back(*http::Network::parse(network));
  return networks;
}

}  // namespace

std::vector<std::string> usual_hosts() {
  return {"fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
          "*.notify.windows.com"};
}

bool is_host_name(std::string_view text) {
  return text == this_machine ||
         (are_labels(text) && text.find('.') != std::string_view::npos && !is_digit(text.back()));
}

bool is_host_rule(std::string_view text) {
  return is_host_name(text.starts_with("*.") ? text.substr(2) : text);
}

// endpoint = "https://" host [ ":" port ] path; path begins with "/" and may have a query.
Result<Endpoint, EndpointRefused> read_endpoint(std::string_view url, const Rules& rules) {
  const bool is_plain = url.starts_with(plain);
  if (url.size() > longest_url || (!is_plain && !url.starts_with(encrypted))) {
    return fail(EndpointRefused::malformed);
  }
  const std::string_view scheme = is_plain ? plain : encrypted;
  const std::string_view rest = url.substr(scheme.size());
  const std::size_t path = rest.find('/');
  if (path == std::string_view::npos || !std::ranges::all_of(rest.substr(path), is_of_path)) {
    return fail(EndpointRefused::malformed);
  }
  const std::string_view place = rest.substr(0, path);
  const std::size_t colon = place.find(':');
  const std::string_view host = place.substr(0, colon);
  const bool has_port = colon != std::string_view::npos;
  if (!are_labels(host) || (has_port && !is_port(place.substr(colon + 1)))) {
    return fail(EndpointRefused::malformed);
  }
  const bool inside = std::ranges::find(rules.inside, host) != rules.inside.end();
  if (is_plain && !(rules.plain_on_this_machine && inside && host == this_machine)) {
    return fail(EndpointRefused::not_encrypted);
  }
  if (std::ranges::none_of(rules.hosts, [&](const auto& rule) { return matches(host, rule); })) {
    return fail(EndpointRefused::host_not_allowed);
  }
  std::string origin{scheme};
  origin += place.ends_with(is_plain ? ":80" : ":443") ? host : place;
  return Endpoint{.url = std::string{url},
                  .origin = std::move(origin),
                  .host = std::string{host},
                  .inside = inside};
}

bool open_to_all(const Address& address) {
  static const std::vector<http::Network> closed = closed_networks();
  static const http::Network given_out = *http::Network::parse("2000::/3");
  if (!address.is_ipv4() && !given_out.contains(address)) return false;
  return std::ranges::none_of(closed,
                              [&](const auto& network) { return network.contains(address); });
}

}  // namespace sallyport::push
