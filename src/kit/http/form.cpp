#include "kit/http/form.hpp"

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "kit/http/letters.hpp"

namespace sallyport::http {
namespace {

std::optional<unsigned> hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char folded = lower(c);
  if (folded >= 'a' && folded <= 'f') return static_cast<unsigned>(folded - 'a') + 10;
  return std::nullopt;
}

/// Decodes into `decoded`, which the caller wipes: a half-read password must not stay behind.
bool decode(std::string_view text, std::string& decoded) {
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
    } else if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const auto high = hex_value(text[i + 1]);
      const auto low = hex_value(text[i + 2]);
      if (!high || !low) return false;
      decoded += static_cast<char>(*high * 16 + *low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return is_utf8(decoded) && decoded.find('\0') == std::string::npos;
}

}  // namespace

Form::~Form() {
  for (auto& [name, value] : fields_) wipe(value);
}

std::optional<Form> Form::parse(std::string_view urlencoded) {
  Form form;
  while (!urlencoded.empty()) {
    const auto end = std::min(urlencoded.find('&'), urlencoded.size());
    const std::string_view field = urlencoded.substr(0, end);
    urlencoded.remove_prefix(std::min(end + 1, urlencoded.size()));
    if (field.empty()) continue;
    if (form.fields_.size() == most_fields) return std::nullopt;

    const auto equals = std::min(field.find('='), field.size());
    const auto after = std::min(equals + 1, field.size());
    std::string name;
    if (!decode(field.substr(0, equals), name) || name.empty()) return std::nullopt;
    const auto [place, is_new] = form.fields_.try_emplace(std::move(name));
    if (!is_new || !decode(field.substr(after), place->second)) return std::nullopt;
  }
  return form;
}

std::optional<std::string_view> Form::text(std::string_view name, std::size_t longest) const {
  const auto found = fields_.find(name);
  if (found == fields_.end() || found->second.size() > longest) return std::nullopt;
  return found->second;
}

}  // namespace sallyport::http
