#include "base/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sallyport {
namespace {

using Alphabet = std::string_view;
constexpr Alphabet hex_alphabet = "0123456789abcdef";
constexpr Alphabet base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr Alphabet base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr Alphabet crockford_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

using Values = std::array<std::int8_t, 256>;

enum class Case { exact, either };

constexpr Values values_of(Alphabet alphabet, Case letters) {
  Values values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    const char letter = alphabet[i];
    values[static_cast<unsigned char>(letter)] = static_cast<std::int8_t>(i);
    if (letters == Case::exact) continue;
    if (letter >= 'a' && letter <= 'z') {
      values[static_cast<unsigned char>(letter - 'a' + 'A')] = static_cast<std::int8_t>(i);
    }
    if (letter >= 'A' && letter <= 'Z') {
      values[static_cast<unsigned char>(letter - 'A' + 'a')] = static_cast<std::int8_t>(i);
    }
  }
  return values;
}

constexpr Values crockford_values() {
  Values values = values_of(crockford_alphabet, Case::either);
  for (const char one : {'i', 'I', 'l', 'L'}) values[static_cast<unsigned char>(one)] = 1;
  for (const char zero : {'o', 'O'}) values[static_cast<unsigned char>(zero)] = 0;
  return values;
}

std::string encode(std::string_view bytes, Alphabet alphabet, unsigned bits) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t held = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    held = (held << 8) | static_cast<unsigned char>(byte);
    count += 8;
    while (count >= bits) {
      count -= bits;
      text += alphabet[(held >> count) & ((1U << bits) - 1)];
    }
    held &= (1U << count) - 1;
  }
  if (count > 0) text += alphabet[(held << (bits - count)) & ((1U << bits) - 1)];
  return text;
}

std::optional<std::string> decode(std::string_view text, const Values& values, unsigned bits) {
  std::string bytes;
  bytes.reserve(text.size() * bits / 8);
  std::uint32_t held = 0;
  unsigned count = 0;
  for (const char letter : text) {
    const std::int8_t value = values[static_cast<unsigned char>(letter)];
    if (value < 0) return std::nullopt;
    held = (held << bits) | static_cast<std::uint32_t>(value);
    count += bits;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((held >> count) & 0xFF);
      held &= (1U << count) - 1;
    }
  }
  // What is left must be less than one letter, and zero: else two texts would mean the same bytes.
  if (count >= bits || held != 0) return std::nullopt;
  return bytes;
}

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' ||
         letter == '~';
}

}  // namespace

std::string to_hex(std::string_view bytes) { return encode(bytes, hex_alphabet, 4); }

std::optional<std::string> from_hex(std::string_view text) {
  static constexpr Values values = values_of(hex_alphabet, Case::either);
  return decode(text, values, 4);
}

std::string to_base64url(std::string_view bytes) { return encode(bytes, base64url_alphabet, 6); }

std::optional<std::string> from_base64url(std::string_view text) {
  static constexpr Values values = values_of(base64url_alphabet, Case::exact);
  return decode(text, values, 6);
}

std::string to_base32(std::string_view bytes) { return encode(bytes, base32_alphabet, 5); }

std::optional<std::string> from_base32(std::string_view text) {
  static constexpr Values values = values_of(base32_alphabet, Case::either);
  return decode(text, values, 5);
}

std::string to_crockford(std::string_view bytes) { return encode(bytes, crockford_alphabet, 5); }

std::optional<std::string> from_crockford(std::string_view text) {
  static constexpr Values values = crockford_values();
  return decode(text, values, 5);
}

std::string percent_encode(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char byte : bytes) {
    if (is_unreserved(byte)) {
      text += byte;
      continue;
    }
    const auto value = static_cast<unsigned char>(byte);
    text += '%';
    text += digits[value >> 4U];
    text += digits[value & 0xFU];
  }
  return text;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    bytes += *byte;
    i += 2;
  }
  return bytes;
}

bool is_utf8(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned char lead = at(i);
    std::size_t more = 0;
    unsigned char lowest = 0x80;
    unsigned char highest = 0xBF;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) lowest = 0xA0;   // no overlong forms
      if (lead == 0xED) highest = 0x9F;  // no surrogates
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) lowest = 0x90;   // no overlong forms
      if (lead == 0xF4) highest = 0x8F;  // nothing above U+10FFFF
    } else {
      return false;
    }
    if (i + more >= bytes.size()) return false;
    if (at(i + 1) < lowest || at(i + 1) > highest) return false;
    for (std::size_t k = 2; k <= more; ++k) {
      if ((at(i + k) & 0xC0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

std::size_t code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

bool is_name(std::string_view text, std::size_t most) {
  const bool one_line = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  const bool blank = text.find_first_not_of(' ') == std::string_view::npos;
  return one_line && !blank && is_utf8(text) && code_points(text) <= most;
}

}  // namespace sallyport
