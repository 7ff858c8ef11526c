#include "site/cookies.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::site {
namespace {

constexpr std::size_t expiry_size = 8;
constexpr std::size_t fixed_size = arrival_nonce_size + expiry_size + LinkId::size;

std::string signature(const Secret& form_key, std::string_view payload) {
  return crypto::hmac_sha256(form_key, std::string{"arrival"} + std::string{payload});
}

std::string big_endian(std::int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((static_cast<std::uint64_t>(number) >> shift) & 0xFF);
  }
  return bytes;
}

std::int64_t from_big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::string sign_arrival(const Arrival& arrival, const Secret& form_key, crypto::Random& random,
                         Time now) {
  const Time expiry = now + (arrival.link ? std::chrono::seconds{opened_link_lifetime}
                                          : std::chrono::seconds{arrival_lifetime});
  std::string bytes = arrival.nonce.empty() ? random.bytes(arrival_nonce_size) : arrival.nonce;
  check(bytes.size() == arrival_nonce_size, "an arrival's nonce has 16 bytes");
  bytes += big_endian(unix_seconds(expiry));
  bytes += arrival.link ? std::string{arrival.link->bytes()} : std::string(LinkId::size, '\0');
  bytes += arrival.return_to;
  const std::string payload = to_base64url(bytes);
  return payload + "." + to_base64url(signature(form_key, payload));
}

std::optional<Arrival> read_arrival(std::string_view cookie, const Secret& form_key, Time now) {
  const auto dot = cookie.find('.');
  if (dot == std::string_view::npos || cookie.size() > 2048) return std::nullopt;
  const auto payload = cookie.substr(0, dot);
  const auto given = from_base64url(cookie.substr(dot + 1));
  if (!given || !crypto::equal_in_constant_time(*given, signature(form_key, payload))) {
    return std::nullopt;
  }
  const auto bytes = from_base64url(payload);
  if (!bytes || bytes->size() < fixed_size) return std::nullopt;
  const std::string_view view = *bytes;
  if (at_unix_seconds(from_big_endian(view.substr(arrival_nonce_size, expiry_size))) <= now)
    return std::nullopt;
  const auto link = view.substr(arrival_nonce_size + expiry_size, LinkId::size);
  Arrival arrival;
  arrival.nonce = view.substr(0, arrival_nonce_size);
  arrival.return_to = view.substr(fixed_size);
  if (std::any_of(link.begin(), link.end(), [](char byte) { return byte != '\0'; })) {
    arrival.link = LinkId::of_bytes(link);
  }
  return arrival;
}

std::optional<Arrival> read_arrival(std::string_view cookie, const crypto::Keys& form_keys,
                                    Time now) {
  for (const auto& version : form_keys.all()) {
    if (auto arrival = read_arrival(cookie, version.key, now)) return arrival;
  }
  return std::nullopt;
}

std::string form_token(const Secret& form_key, std::string_view bound_to) {
  return to_base64url(crypto::hmac_sha256(form_key, std::string{"form"} + std::string{bound_to}));
}

bool is_form_token(std::string_view token, const crypto::Keys& form_keys,
                   std::string_view bound_to) {
  bool is_one = false;
  for (const auto& version : form_keys.all()) {
    is_one = crypto::equal_in_constant_time(token, form_token(version.key, bound_to)) || is_one;
  }
  return is_one;
}

bool is_own_path(std::string_view path) {
  if (path.empty() || path.size() > 512 || path.front() != '/' || path.starts_with("//"))
    return false;
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"/-_.~%?=&+:@!$'()*,;"}.find(c) != std::string_view::npos;
  });
}

}  // namespace sallyport::site
