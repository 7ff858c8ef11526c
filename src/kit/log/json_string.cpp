#include <fmt/format.h>

#include "kit/log/log.hpp"

namespace sallyport::log {
namespace {

constexpr std::size_t longest_text = 256;
constexpr char32_t replacement = U'\uFFFD';

struct CodePoint {
  char32_t value;
  std::size_t length;  // in bytes
};

/// The first code point of `text`, which is not empty; U+FFFD for a byte that begins none
/// (Unicode 15, table 3-7).
CodePoint first_of(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {replacement, 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return {replacement, 1};
    value = (value << 6U) | (byte(at) & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return {replacement, 1};
  return {value, length};
}

/// True for what is not shown but does something: control characters, line ends, marks that turn
/// the direction of text, all below U+10000.
bool invisible(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0x061C ||
         (value >= 0x200B && value <= 0x200F) || (value >= 0x2028 && value <= 0x202E) ||
         (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF;
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (std::size_t count = 0; !text.empty() && count < longest_text; ++count) {
    const auto [value, length] = first_of(text);
    const auto bytes = text.substr(0, length);
    text.remove_prefix(length);
    if (value == U'"' || value == U'\\') {
      json += '\\';
      json += bytes;
    } else if (value == U'\n') {
      json += "\\n";
    } else if (value == replacement) {
      json += "\uFFFD";
    } else if (invisible(value)) {
      json += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(value));
    } else {
      json += bytes;
    }
  }
  return json + "\"";
}

}  // namespace sallyport::log
