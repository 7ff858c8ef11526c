#include "kit/mail/mime.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::mail {
namespace {

constexpr std::size_t longest_line = 76;       // RFC 2045 §6.7 and RFC 2047 §2
constexpr std::size_t longest_any_line = 998;  // RFC 5322 §2.1.1
constexpr std::string_view word_begin = "=?utf-8?B?";
constexpr std::string_view word_end = "?=";

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// One line: without control characters, without spaces at the ends.
std::string one_line(std::string_view text) {
  check(is_utf8(text), "a header is UTF-8");
  std::string line{text};
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  const auto first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

bool may_stand_as_it_is(std::string_view line, std::size_t used) {
  return is_ascii(line) && line.find("=?") == std::string_view::npos &&
         used + line.size() <= longest_line;
}

// The standard alphabet with padding, which base/encoding does not speak: nothing else uses it.
std::string base64(std::string_view bytes) {
  std::string text = to_base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::size_t bytes_of_code_point(char lead) {
  const auto value = static_cast<unsigned char>(lead);
  if (value < 0x80) return 1;
  if (value < 0xE0) return 2;
  return value < 0xF0 ? 3 : 4;
}

// Words of whole code points (RFC 2047 §5), each on a line of its own.
std::string encoded_words(std::string_view text, std::size_t used) {
  std::string words;
  while (!text.empty()) {
    const std::size_t letters = longest_line - used - word_begin.size() - word_end.size();
    const std::size_t room = letters / 4 * 3;
    std::size_t taken = 0;
    while (taken < text.size() && taken + bytes_of_code_point(text[taken]) <= room) {
      taken += bytes_of_code_point(text[taken]);
    }
    if (!words.empty()) words += "\r\n ";
    words += fmt::format("{}{}{}", word_begin, base64(text.substr(0, taken)), word_end);
    text.remove_prefix(taken);
    used = 1;
  }
  return words;
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      lines += "\r\n";
    } else if (text[i] == '\n') {
      lines += "\r\n";
    } else {
      lines += text[i];
    }
  }
  if (!lines.ends_with("\r\n")) lines += "\r\n";
  return lines;
}

// Calls `each` with every line, without its CRLF.
template <class Each>
void for_each_line(std::string_view lines, Each each) {
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    each(lines.substr(0, end));
    lines.remove_prefix(end + 2);
  }
}

bool is_seven_bit(std::string_view lines) {
  bool fits = is_ascii(lines) && lines.find('\0') == std::string_view::npos;
  for_each_line(lines, [&](std::string_view line) {
    // Old mailboxes begin a new message at such a line, and quote it.
    fits = fits && line.size() <= longest_any_line && !line.starts_with("From ");
  });
  return fits;
}

std::string quoted_printable(std::string_view lines) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for_each_line(lines, [&](std::string_view line) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto value = static_cast<unsigned char>(line[i]);
      const bool last = i + 1 == line.size();
      const bool blank = value == ' ' || value == '\t';
      // A dot or "From " that begins a line has a meaning of its own on the way.
      const bool special = used == 0 && (value == '.' || value == 'F');
      const bool plain =
          value != '=' && !special && ((value > ' ' && value < 0x7F) || (blank && !last));
      const std::size_t needed = plain ? 1 : 3;
      if (used + needed > longest_line - (last ? 0 : 1)) {
        encoded += "=\r\n";
        used = 0;
      }
      if (plain) {
        encoded += line[i];
      } else {
        encoded += '=';
        encoded += digits[value >> 4U];
        encoded += digits[value & 0xFU];
      }
      used += needed;
    }
    encoded += "\r\n";
  });
  return encoded;
}

}  // namespace

std::string header_text(std::string_view utf8, std::size_t used) {
  std::string line = one_line(utf8);
  return may_stand_as_it_is(line, used) ? line : encoded_words(line, used);
}

std::string display_name(std::string_view utf8, std::size_t used) {
  const std::string line = one_line(utf8);
  std::string quoted = "\"";
  for (const char c : line) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  quoted += '"';
  return may_stand_as_it_is(quoted, used) ? quoted : encoded_words(line, used);
}

std::string text_part(std::string_view kind, std::string_view utf8) {
  check(is_utf8(utf8), "a letter is UTF-8");
  const std::string lines = with_crlf(utf8);
  const bool plain = is_seven_bit(lines);
  return fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n{}",
                     kind, plain ? "7bit" : "quoted-printable",
                     plain ? lines : quoted_printable(lines));
}

}  // namespace sallyport::mail
