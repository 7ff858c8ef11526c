// What is pushed: that there is something to look at, and nothing about it.
//
// Source  Push API, declarative push messages: browsers that know them show the notification also
//         when the app's worker does not run; others hand the text to the worker.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::push {

struct Notification {
  std::string title;     // "Sign-in request"
  std::string body;      // "Open Pocket to view"
  std::string navigate;  // the address that a tap opens
  std::string language;  // "en"
  std::string tag;       // a new one takes the place of an older one with the same: "signin"
};

[[nodiscard]] std::string message_of(const Notification&);

/// 22 letters by which a push service recognises a message that takes the place of one not yet
/// delivered (RFC 8030 §5.4), and nobody recognises whom it is about.
[[nodiscard]] std::string topic_of(const Secret& key, std::string_view about);

}  // namespace sallyport::push
