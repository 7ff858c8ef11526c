#include "kit/templates/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sallyport::templates {
namespace {

constexpr auto nowhere = std::string_view::npos;

bool is_name(std::string_view name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == nowhere;
}

bool is_path(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-/") == nowhere;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == nowhere; }

class Lexer {
 public:
  Lexer(std::string_view name, std::string_view source) : source_(source), position_{name, 1} {}

  std::vector<Token> read() {
    while (at_ < source_.size()) {
      const std::size_t open = std::min(source_.find("{{", at_), source_.size());
      if (open > at_) literal(open);
      if (open < source_.size()) tag();
    }
    drop_lines_of_sections();
    return std::move(tokens_);
  }

 private:
  // One token a line, so that a whole line can be dropped.
  void literal(std::size_t end) {
    while (at_ < end) {
      const std::size_t line_end = std::min(source_.find('\n', at_), end - 1) + 1;
      tokens_.push_back({.line = position_.line,
                         .text = source_.substr(at_, line_end - at_),
                         .singular = {},
                         .plural = {}});
      if (source_[line_end - 1] == '\n') ++position_.line;
      at_ = line_end;
    }
  }

  void tag() {
    at_ += 2;
    blanks();
    Token token{.line = position_.line, .text = {}, .singular = {}, .plural = {}};
    const char sign = at_ < source_.size() ? source_[at_] : '\0';
    switch (sign) {
      case '#':
        token.kind = Token::Kind::section;
        break;
      case '^':
        token.kind = Token::Kind::inverted;
        break;
      case '/':
        token.kind = Token::Kind::end;
        break;
      case '>':
        token.kind = Token::Kind::part;
        break;
      case '_':
        token.kind = source_.substr(at_, 2) == "_n" ? Token::Kind::plural : Token::Kind::message;
        break;
      case '{':
      case '&':
        position_.refuse("nothing is written without escaping: write {{name}}");
      default:
        token.kind = Token::Kind::value;
    }
    if (token.kind != Token::Kind::value) at_ += token.kind == Token::Kind::plural ? 2 : 1;
    blanks();
    if (token.kind != Token::Kind::message) token.text = word(token.kind);
    if (token.kind == Token::Kind::message || token.kind == Token::Kind::plural)
      token.singular = words();
    if (token.kind == Token::Kind::plural) token.plural = words();
    blanks();
    if (source_.substr(at_, 2) != "}}") position_.refuse("}} is missing behind what {{ began");
    at_ += 2;
    tokens_.push_back(std::move(token));
  }

  void blanks() {
    while (at_ < source_.size() && is_blank_or_line_end(source_[at_])) {
      if (source_[at_] == '\n') ++position_.line;
      ++at_;
    }
  }

  static bool is_blank_or_line_end(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  std::string_view word(Token::Kind kind) {
    std::size_t end = at_;
    while (end < source_.size() && !is_blank_or_line_end(source_[end]) && source_[end] != '}')
      ++end;
    const std::string_view name = source_.substr(at_, end - at_);
    if (kind == Token::Kind::part ? !is_path(name) : !is_name(name)) {
      position_.refuse(
          fmt::format("\"{}\" is no name: small letters, digits and _", name.substr(0, 40)));
    }
    at_ = end;
    return name;
  }

  /// "…" with \" for a quotation mark; a line break and the blanks around it are one space.
  std::string words() {
    blanks();
    const Position begin = position_;
    if (at_ >= source_.size() || source_[at_] != '"') {
      begin.refuse("a message without its words: {{_ \"…\"}} or {{_n count \"…\" \"…\"}}");
    }
    std::string read;
    for (++at_; at_ < source_.size() && source_[at_] != '"';) {
      if (source_[at_] == '\n') {
        while (!read.empty() && is_blank_or_line_end(read.back())) read.pop_back();
        read += ' ';
        blanks();
        continue;
      }
      if (source_.substr(at_, 2) == "\\\"") ++at_;
      read += source_[at_++];
    }
    if (at_ >= source_.size()) begin.refuse("a message whose closing \" is missing");
    ++at_;
    if (read.empty()) begin.refuse("a message without words");
    return read;
  }

  void drop_lines_of_sections() {
    std::vector<Token> kept;
    for (std::size_t begin = 0; begin < tokens_.size();) {
      // To the first literal that ends a line.
      std::size_t end = begin;
      bool sections = false;
      bool other = false;
      for (bool ended = false; end < tokens_.size() && !ended; ++end) {
        const Token& token = tokens_[end];
        if (token.kind == Token::Kind::literal) {
          ended = token.text.ends_with('\n');
          other = other || !is_blank(token.text.substr(0, token.text.size() - (ended ? 1 : 0)));
        } else if (token.kind == Token::Kind::value || token.kind == Token::Kind::message ||
                   token.kind == Token::Kind::plural) {
          other = true;
        } else {
          sections = true;
        }
      }
      for (; begin < end; ++begin) {
        const bool dropped = sections && !other && tokens_[begin].kind == Token::Kind::literal;
        if (!dropped) kept.push_back(std::move(tokens_[begin]));
      }
    }
    tokens_ = std::move(kept);
  }

  std::string_view source_;
  Position position_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view name, std::string_view source) {
  return Lexer{name, source}.read();
}

}  // namespace sallyport::templates
