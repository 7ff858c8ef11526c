#include <utility>

#include "kit/json/json.hpp"

namespace sallyport::json {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Goes through an array once, knowing only texts and brackets.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<Element>, Fault> split() {
    skip_blanks();
    if (!take('[')) return fail(here());
    skip_blanks();
    if (take(']')) return ended();
    for (;;) {
      skip_blanks();
      if (!take_element()) return fail(here());
      if (take(']')) return ended();
      if (!take(',')) return fail(here());
    }
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  [[nodiscard]] Fault here() const { return {.line = line_, .column = at_ - line_start_ + 1}; }

  void step() {
    if (text_[at_] == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
    ++at_;
  }

  void skip_blanks() {
    while (!at_end() && blanks.find(text_[at_]) != std::string_view::npos) step();
  }

  bool take(char expected) {
    if (at_end() || text_[at_] != expected) return false;
    step();
    return true;
  }

  bool take_element() {
    const std::size_t begin = at_;
    const std::size_t line = line_;
    std::size_t depth = 0;
    bool quoted = false;
    while (!at_end()) {
      const char c = text_[at_];
      if (quoted) {
        if (c == '\\' && at_ + 1 < text_.size()) step();
        if (c == '"') quoted = false;
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if ((c == ',' || c == ']') && depth == 0) {
        std::string_view found = text_.substr(begin, at_ - begin);
        found = found.substr(0, found.find_last_not_of(blanks) + 1);
        elements_.push_back({.line = line, .text = found});
        return !found.empty();
      } else if (c == ']' || c == '}') {
        if (depth == 0) return false;
        --depth;
      }
      step();
    }
    return false;
  }

  Result<std::vector<Element>, Fault> ended() {
    skip_blanks();
    if (!at_end()) return fail(here());
    return std::move(elements_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  std::vector<Element> elements_;
};

}  // namespace

Result<std::vector<Element>, Fault> elements_of(std::string_view text) {
  return Splitter{text}.split();
}

}  // namespace sallyport::json
