#include "kit/templates/escape.hpp"

#include <array>

#include "base/encoding.hpp"

namespace sallyport::templates {
namespace {

using Escapes = std::array<std::string_view, 256>;

constexpr Escapes make_escapes() {
  Escapes escapes{};
  escapes['<'] = "&lt;";
  escapes['>'] = "&gt;";
  escapes['&'] = "&amp;";
  escapes['"'] = "&#34;";
  escapes['\''] = "&#39;";
  return escapes;
}
constexpr Escapes escapes = make_escapes();

void write_escaped(std::string& out, std::string_view value) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view escape = escapes[static_cast<unsigned char>(value[i])];
    if (escape.empty()) continue;
    out += value.substr(begin, i - begin);
    out += escape;
    begin = i + 1;
  }
  out += value.substr(begin);
}

void write_url_part(std::string& out, std::string_view value) {
  // An @ stays: mailto needs it, and behind the beginning of an address it means nothing else.
  for (auto at = value.find('@'); at != std::string_view::npos; at = value.find('@')) {
    out += percent_encode(value.substr(0, at));
    out += '@';
    value.remove_prefix(at + 1);
  }
  out += percent_encode(value);
}

bool begins_with_scheme(std::string_view address, std::string_view scheme) {
  if (address.size() <= scheme.size() || address[scheme.size()] != ':') return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char letter = address[i];
    const char lower = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    if (lower != scheme[i]) return false;
  }
  return true;
}

}  // namespace

bool may_be_linked(std::string_view address) {
  for (const char letter : address) {
    // Browsers leave tabs and line ends out and read a backslash as a slash: "/\t/host", "/\host".
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F || letter == '\\') return false;
  }
  if (address.empty()) return false;
  if (address[0] == '/') return !address.starts_with("//");
  if (address[0] == '?' || address[0] == '#') return true;
  for (const std::string_view scheme : {"https", "http", "mailto", "otpauth"}) {
    if (begins_with_scheme(address, scheme)) return true;
  }
  return false;
}

void write(std::string& out, std::string_view value, Place place) {
  switch (place) {
    case Place::plain:
      out += value;
      return;
    case Place::text:
    case Place::words:
      write_escaped(out, value);
      return;
    case Place::url:
      write_escaped(out, may_be_linked(value) ? value : "about:invalid");
      return;
    case Place::url_part:
      write_url_part(out, value);
      return;
  }
}

}  // namespace sallyport::templates
