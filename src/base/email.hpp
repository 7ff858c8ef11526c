// An e-mail address: parsed and folded once, then never a bare string.
//
// Source  RFC 5321 §4.1.2 (Mailbox, without quoted local parts), RFC 1035 §2.3.1 (domain labels).
// One address has one spelling here: folded to lower case, so that Ann@Example.com and
// ann@example.com are one account. Only ASCII; an internationalised domain is written as xn--.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

class Email {
 public:
  /// Nothing when `typed`, without spaces around it, is not one plain address of at most 254
  /// letters.
  static std::optional<Email> parse(std::string_view typed);

  /// "ann@example.com"
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view local_part() const;
  [[nodiscard]] std::string_view domain() const;

  auto operator<=>(const Email&) const = default;

 private:
  explicit Email(std::string folded) : text_(std::move(folded)) {}
  std::string text_;
};

}  // namespace sallyport
