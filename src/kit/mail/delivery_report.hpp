// What a mail server reports about an email that it could not deliver: a bounce.
//
// Source  RFC 3464 (delivery status), RFC 6522 (multipart/report), RFC 2046 §5.1 (parts), RFC 5322
// §2.2 (headers).
//
//     report   = headers, empty line, parts between lines "--" boundary
//     headers  = *( name ":" value *( line end, space, more of the value ) )
//     status   = a part message/delivery-status: groups of headers with empty lines between; the
//                first is about the message, each other about one recipient
//     original = a part message/rfc822 or text/rfc822-headers with the email's own Message-ID
//
// Anybody can send one, so nothing in it is believed but which email it is about and, as text, why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sallyport::mail {

/// More of a report than this is not looked at; the status stands before the original.
inline constexpr std::size_t longest_report = 262'144;

struct DeliveryReport {
  enum class Action { failed, delayed, other };
  Action action = Action::other;
  std::string message_id;  // of the email that it is about, without angle brackets
  std::string reason;      // "5.1.1 smtp; 550 5.1.1 No such person": printable and short
};

/// Nothing when it is not a report about one email of which it names the Message-ID.
[[nodiscard]] std::optional<DeliveryReport> read_delivery_report(std::string_view message);

}  // namespace sallyport::mail
