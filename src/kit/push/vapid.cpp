#include "kit/push/vapid.hpp"

#include <algorithm>

#include "base/bug.hpp"
#include "base/email.hpp"
#include "base/encoding.hpp"
#include "kit/json/json.hpp"

namespace sallyport::push {
namespace {

constexpr std::chrono::hours valid_for{12};  // RFC 8292 §2: a day at most
constexpr std::chrono::hours used_for{11};
constexpr std::size_t most_origins = 1000;

/// A name that the Internet could lead somewhere.
bool is_host_of_somebody(std::string_view host) {
  const auto last_dot = host.rfind('.');
  if (last_dot == std::string_view::npos || last_dot + 2 >= host.size()) return false;
  const std::string_view last = host.substr(last_dot + 1);
  return host.find("..") == std::string_view::npos && !host.starts_with('.') &&
         last != "localhost" && last != "invalid" && last != "local" && last != "localdomain" &&
         std::ranges::none_of(last, [](char letter) { return letter >= '0' && letter <= '9'; }) &&
         std::ranges::all_of(host, [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                  letter == '-' || letter == '.';
         });
}

std::string words(const crypto::P256Key& key, std::string_view contact, const std::string& origin,
                  Time now) {
  const std::string head = json::Object{}.add("typ", "JWT").add("alg", "ES256").text();
  const std::string claims = json::Object{}
                                 .add("aud", origin)
                                 .add("exp", unix_seconds(now + valid_for))
                                 .add("sub", contact)
                                 .text();
  const std::string signed_part = to_base64url(head) + "." + to_base64url(claims);
  return "vapid t=" + signed_part + "." + to_base64url(key.sign(signed_part)) +
         ", k=" + to_base64url(key.public_key());
}

}  // namespace

crypto::P256Key sender_key(const Secret& push_key) {
  return crypto::P256Key::derived_from(push_key, "sallyport push sender");
}

bool is_contact(std::string_view text) {
  constexpr std::string_view by_mail = "mailto:";
  constexpr std::string_view by_web = "https://";
  const bool plain =
      std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < '\x7f'; });
  if (text.size() > 300 || !plain) return false;
  if (text.starts_with(by_mail)) {
    const auto email = Email::parse(text.substr(by_mail.size()));
    return email && is_host_of_somebody(email->domain());
  }
  if (!text.starts_with(by_web)) return false;
  const std::string_view rest = text.substr(by_web.size());
  return is_host_of_somebody(rest.substr(0, rest.find('/')));
}

Vapid::Vapid(crypto::P256Key key, std::string contact)
    : key_(std::move(key)), contact_(std::move(contact)) {
  check(is_contact(contact_), "a push service can reach the operator");
}

const std::string& Vapid::words_for(const std::string& origin, Time now) {
  const auto found = made_.find(origin);
  // A clock that was put back makes them end too late, which is refused as well.
  if (found != made_.end() && now >= found->second.at && now < found->second.at + used_for) {
    return found->second.words;
  }
  if (made_.size() >= most_origins) made_.clear();
  Made made{.words = words(key_, contact_, origin, now), .at = now};
  return made_.insert_or_assign(origin, std::move(made)).first->second.words;
}

}  // namespace sallyport::push
