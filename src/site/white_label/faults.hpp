// All that is wrong in the folder, collected, so that one look at the answer is enough.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sallyport::white_label {

class Faults {
 public:
  /// line 0: the whole file.
  void add(std::string_view file, int line, std::string_view reason) {
    if (!text_.empty()) text_ += '\n';
    text_ += line == 0 ? fmt::format("{}: {}", file, reason)
                       : fmt::format("{}:{}: {}", file, line, reason);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// In which line of `text` that offset lies, from 1.
[[nodiscard]] inline int line_of(std::string_view text, std::size_t offset) {
  int line = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') ++line;
  }
  return line;
}

}  // namespace sallyport::white_label
