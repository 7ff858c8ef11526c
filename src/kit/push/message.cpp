#include "kit/push/message.hpp"

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/json/json.hpp"

namespace sallyport::push {

std::string message_of(const Notification& notification) {
  constexpr int declarative = 8030;  // the number by which such a message is known
  return json::Object{}
      .add("web_push", declarative)
      .add_written("notification", json::Object{}
                                       .add("title", notification.title)
                                       .add("body", notification.body)
                                       .add("navigate", notification.navigate)
                                       .add("lang", notification.language)
                                       .add("tag", notification.tag)
                                       .text())
      .add("mutable", true)
      .text();
}

std::string topic_of(const Secret& key, std::string_view about) {
  return to_base64url(crypto::hmac_sha256(key, about).substr(0, 16));
}

}  // namespace sallyport::push
