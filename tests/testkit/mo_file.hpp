// The bytes of a .mo file, for tests that bring their own translations.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sallyport::testkit {

/// `texts`: English to translated. A plural is "one\0many" on both sides; write it with the suffix
/// s.
inline std::string mo_file(std::map<std::string, std::string> texts) {
  texts.emplace(
      "", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n");
  const auto number = [](std::size_t value) {
    std::string bytes;
    for (int i = 0; i < 4; ++i, value >>= 8U) bytes += static_cast<char>(value & 0xFFU);
    return bytes;
  };
  const std::size_t rows = 28;
  const std::size_t table = texts.size() * 8;
  std::string originals;
  std::string translations;
  std::string words;
  const auto add = [&](std::string& to, const std::string& text) {
    to += number(text.size()) + number(rows + 2 * table + words.size());
    words += text;
    words += '\0';
  };
  for (const auto& [english, translated] : texts) {
    add(originals, english);
    add(translations, translated);
  }
  return number(0x950412DE) + number(0) + number(texts.size()) + number(rows) +
         number(rows + table) + number(0) + number(0) + originals + translations + words;
}

}  // namespace sallyport::testkit
