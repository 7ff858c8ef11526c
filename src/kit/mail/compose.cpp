#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/mail/mail.hpp"
#include "kit/mail/mime.hpp"

namespace sallyport::mail {
namespace {

// "Sat, 31 Jan 2026 09:05:00 +0000" (RFC 5322 §3.3), English in every language.
std::string date_text(Time time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const Day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// We make these ourselves, so anything that does not belong in them is our mistake.
bool is_message_id(std::string_view id) {
  return !id.empty() && id.size() <= 200 && std::count(id.begin(), id.end(), '@') == 1 &&
         id.front() != '@' && id.back() != '@' && std::all_of(id.begin(), id.end(), [](char c) {
           return is_letter_or_digit(c) || c == '@' || c == '.' || c == '-' || c == '_';
         });
}

bool is_language(std::string_view tag) {
  return !tag.empty() && tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-';
  });
}

std::string header(std::string_view name, std::string_view text) {
  return fmt::format("{}: {}\r\n", name, header_text(text, name.size() + 2));
}

}  // namespace

std::string compose(const Letter& letter, const Sender& sender, Time date) {
  check(is_message_id(letter.message_id), "a message id is letters, digits and ._- around an @");
  check(is_language(letter.language), "the language of a letter is a tag like \"nl\"");
  const std::string text = text_part("text/plain", letter.text);
  const std::string html = text_part("text/html", letter.html);
  // No letter can hold the digest of itself, so the boundary stands in no part; and the same letter
  // has the same one each time.
  const std::string boundary =
      "=_" + to_hex(crypto::sha256(letter.message_id + text + html)).substr(0, 32);

  std::string message = fmt::format("Date: {}\r\n", date_text(date));
  message +=
      fmt::format("From: {}\r\n <{}>\r\n", display_name(sender.name, 6), sender.address.text());
  message += fmt::format("To: <{}>\r\n", letter.to.text());
  message += header("Subject", letter.subject);
  message += fmt::format("Message-ID: <{}>\r\n", letter.message_id);
  message += "Auto-Submitted: auto-generated\r\n";  // RFC 3834 §5: no holiday replies, please
  message += fmt::format("Content-Language: {}\r\n", letter.language);
  message += "MIME-Version: 1.0\r\n";
  message +=
      fmt::format("Content-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n", boundary);
  // From plain to rich (RFC 2046 §5.1.4): the last that a mail program can show is shown.
  message += fmt::format("--{}\r\n{}\r\n--{}\r\n{}\r\n--{}--\r\n", boundary, text, boundary, html,
                         boundary);
  return message;
}

}  // namespace sallyport::mail
