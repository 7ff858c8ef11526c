#include "kit/mail/smtp_conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/bug.hpp"

namespace sallyport::mail {
namespace {

using Stage = Conversation::Stage;
using Kind = Refusal::Kind;

constexpr std::size_t longest_reply = 400;

struct Command {
  std::string_view word;
  Stage stage;
};

constexpr std::array commands = {
    Command{"EHLO", Stage::hello},      Command{"HELO", Stage::hello},
    Command{"AUTH", Stage::signing_in}, Command{"STARTTLS", Stage::encrypting},
    Command{"MAIL", Stage::sender},     Command{"RCPT", Stage::recipient},
    Command{"DATA", Stage::content},    Command{"NOOP", Stage::other},
};

/// The three digits before "-" (more lines follow) or " "; 0 when there are none.
int code_of(std::string_view line) {
  if (line.size() < 3) return 0;
  int code = 0;
  for (const char digit : line.substr(0, 3)) {
    if (digit < '0' || digit > '9') return 0;
    code = code * 10 + (digit - '0');
  }
  return code;
}

/// Whatever a server says, a terminal is shown printable ASCII.
std::string printable(std::string_view bytes) {
  std::string text{bytes};
  std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

void Conversation::said(std::string_view bytes) {
  const auto found = std::ranges::find_if(
      commands, [&](const Command& command) { return bytes.starts_with(command.word); });
  if (found != commands.end()) stage_ = found->stage;
  leaving_ = bytes.starts_with("QUIT");
}

void Conversation::heard(std::string_view line) {
  const int code = code_of(line);
  if (code == 0 || leaving_) return;
  const bool goes_on = line.size() > 3 && line[3] == '-';
  const std::string text = printable(line.substr(std::min<std::size_t>(4, line.size())));
  begun_ += begun_.empty() ? fmt::format("{} {}", code, text) : " " + text;
  begun_.resize(std::min(begun_.size(), longest_reply));
  if (goes_on) return;
  reply_ = std::exchange(begun_, {});
  code_ = code;
}

Refusal meaning(const Conversation& talk, std::string_view server, const Email& sender) {
  constexpr int closing = 421;  // RFC 5321 §3.8: said at any moment, of all letters
  const Kind of_this_letter = talk.code() >= 500 ? Kind::never : Kind::later;
  if (talk.code() == closing) {
    return {Kind::away,
            fmt::format("The mail server {} takes no emails now: {}. It is tried again.", server,
                        talk.reply())};
  }
  switch (talk.stage()) {
    case Stage::greeting:
    case Stage::hello:
    case Stage::other:
      return {Kind::away,
              fmt::format("The mail server {} will not talk to this machine: {}. Ask whoever runs "
                          "it to let this machine send.",
                          server, talk.reply())};
    case Stage::encrypting:
      return {Kind::away, fmt::format("The mail server {} refused STARTTLS: {}. Nothing is sent "
                                      "unencrypted; where it speaks TLS on port 465, set "
                                      "mail.smtp.tls to \"tls\".",
                                      server, talk.reply())};
    case Stage::signing_in:
      return {Kind::away, fmt::format("The mail server {} refused user or password: {}. Check "
                                      "mail.smtp.user and mail.smtp.password_file.",
                                      server, talk.reply())};
    case Stage::sender:
      return {Kind::away,
              fmt::format("The mail server {} refused {} as the sender: {}. Set mail.sender or "
                          "mail.smtp.envelope_sender to an address that it may send for, or give "
                          "mail.smtp.user and mail.smtp.password_file.",
                          server, sender.text(), talk.reply())};
    case Stage::recipient:
      return {of_this_letter, fmt::format("The mail server refused the address: {}", talk.reply())};
    case Stage::content:
      return {of_this_letter, fmt::format("The mail server refused the email: {}", talk.reply())};
  }
  throw Bug("every stage of a conversation has a meaning");
}

}  // namespace sallyport::mail
