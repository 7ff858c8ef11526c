// What was said in a conversation with a mail server, and what a refusal in it means.
//
// Source  RFC 5321 §4.2 (replies), §4.2.1 (4yz for now, 5yz for good), RFC 3463 (enhanced codes).
//
// Of what we say only the command's first word is kept: behind AUTH stands a password.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kit/mail/mail.hpp"

namespace sallyport::mail {

class Conversation {
 public:
  enum class Stage { greeting, hello, encrypting, signing_in, sender, recipient, content, other };

  void said(std::string_view bytes);
  void heard(std::string_view line);

  [[nodiscard]] Stage stage() const { return stage_; }
  /// The last whole reply: "550 5.1.1 No such user", printable and short; empty: none yet.
  [[nodiscard]] const std::string& reply() const { return reply_; }
  /// Its first three digits as a number; 0: none yet.
  [[nodiscard]] int code() const { return code_; }
  [[nodiscard]] bool is_refused() const { return code_ >= 400; }

 private:
  Stage stage_ = Stage::greeting;
  std::string reply_;
  std::string begun_;  // a reply of several lines that has not ended yet
  int code_ = 0;
  bool leaving_ = false;  // what is answered to QUIT says nothing about the letter
};

/// What the last reply, which refused, means for the letter.
[[nodiscard]] Refusal meaning(const Conversation&, std::string_view server, const Email& sender);

}  // namespace sallyport::mail
