#include <fmt/format.h>

#include "kit/templates/escape.hpp"
#include "kit/templates/lexer.hpp"
#include "kit/templates/markup.hpp"

namespace sallyport::templates {
namespace {

/// More would be a mistake, and each takes a piece of the stack.
constexpr int deepest_section = 16;

bool same_placeholders(const std::vector<text::Piece>& one, const std::vector<text::Piece>& other) {
  return text::placeholders_of(one) == text::placeholders_of(other);
}

class Parser {
 public:
  Parser(std::string_view name, std::string_view source, Kind kind,
         const text::Catalogues& catalogues)
      : position_{name, 1},
        kind_(kind),
        catalogues_(catalogues),
        tokens_(tokens_of(name, source)) {}

  std::vector<Node> read() {
    std::vector<Node> nodes = read_until_end({}, 0);
    if (next_ < tokens_.size()) {
      position_.refuse(
          fmt::format("{{{{/{0}}}}} without {{{{#{0}}}}} before it", tokens_[next_].text));
    }
    if (kind_ == Kind::html) markup_.end(position_);
    return nodes;
  }

 private:
  /// Up to the end of the section, which is left to the caller.
  std::vector<Node> read_until_end(std::string_view section, int depth) {
    std::vector<Node> nodes;
    for (; next_ < tokens_.size(); ++next_) {
      const Token& token = tokens_[next_];
      position_.line = token.line;
      switch (token.kind) {
        case Token::Kind::literal:
          literal(token.text, nodes);
          break;
        case Token::Kind::value:
          nodes.push_back({Node::Kind::value, place(), token.line, std::string{token.text}, {}});
          break;
        case Token::Kind::part:
          nodes.push_back(part(token));
          break;
        case Token::Kind::message:
        case Token::Kind::plural:
          nodes.push_back(message(token));
          break;
        case Token::Kind::section:
        case Token::Kind::inverted:
          if (depth == deepest_section) position_.refuse("sections stand too deep in one another");
          nodes.push_back(this->section(token, depth));
          break;
        case Token::Kind::end:
          if (token.text != section) return end_of_other(section, std::move(nodes));
          return nodes;
      }
    }
    return nodes;
  }

  std::vector<Node> end_of_other(std::string_view section, std::vector<Node> nodes) const {
    if (section.empty()) return nodes;
    position_.refuse(
        fmt::format("{{{{/{}}}}} where {{{{/{}}}}} must stand", tokens_[next_].text, section));
  }

  void literal(std::string_view words, std::vector<Node>& nodes) {
    if (kind_ == Kind::html) {
      for (const char letter : words) markup_.read(letter, position_);
    }
    if (nodes.empty() || nodes.back().kind != Node::Kind::literal) {
      nodes.push_back({Node::Kind::literal, Place::plain, position_.line, {}, {}});
    }
    nodes.back().text += words;
  }

  Place place() { return kind_ == Kind::html ? markup_.value(position_) : Place::plain; }

  Node part(const Token& token) const {
    if (kind_ == Kind::html) markup_.part(position_);
    const std::string_view ending = kind_ == Kind::html ? "html" : "txt";
    return {Node::Kind::part,
            Place::plain,
            token.line,
            fmt::format("templates/{}.{}", token.text, ending),
            {}};
  }

  Node section(const Token& token, int depth) {
    const Position begin = position_;
    if (kind_ == Kind::html) markup_.boundary(position_);
    const Markup before = markup_;
    ++next_;
    Node node{token.kind == Token::Kind::section ? Node::Kind::section : Node::Kind::inverted,
              Place::plain, token.line, std::string{token.text},
              read_until_end(token.text, depth + 1)};
    if (next_ == tokens_.size()) begin.refuse(fmt::format("{{{{/{}}}}} is missing", token.text));
    if (kind_ == Kind::html) {
      markup_.boundary(position_);
      markup_.join(before, position_);
    }
    return node;
  }

  Node message(const Token& token) {
    const Place place = kind_ == Kind::html ? markup_.message(position_) : Place::plain;
    Node node{Node::Kind::message, place, token.line, std::string{token.text}, {}};
    const bool counted = token.kind == Token::Kind::plural;
    const auto english = pieces("the message", token.singular);
    const auto english_plural = counted ? pieces("the message", token.plural) : english;
    for (const text::Language language : text::all_languages) {
      for (const std::int64_t count : {1, 2}) {
        const std::string_view words =
            counted ? catalogues_.translate(language, token.singular, token.plural, count)
                    : catalogues_.translate(language, token.singular);
        const auto translated =
            pieces(fmt::format("its translation ({})", text::tag(language)), words);
        // "One code left." need not name the count that "{count} codes left." names.
        const bool same = same_placeholders(translated, english_plural) ||
                          (count == 1 && same_placeholders(translated, english));
        if (!same) {
          position_.refuse(fmt::format(
              "the translation ({}) of \"{}\" has other {{names}} than the English: \"{}\"",
              text::tag(language), token.singular, words));
        }
        node.inside.push_back(group(translated, place));
      }
    }
    return node;
  }

  [[nodiscard]] std::vector<text::Piece> pieces(std::string_view what,
                                                std::string_view words) const {
    auto read = text::pieces_of(words);
    if (!read) position_.refuse(fmt::format("{} \"{}\" has {}", what, words, read.error()));
    return std::move(*read);
  }

  /// A message's form as nodes: words already escaped, placeholders as values.
  [[nodiscard]] Node group(const std::vector<text::Piece>& pieces, Place place) const {
    Node group{Node::Kind::group, place, position_.line, {}, {}};
    bool bold = false;
    for (const text::Piece& piece : pieces) {
      Node node{Node::Kind::literal, place, position_.line, {}, {}};
      switch (piece.kind) {
        case text::Piece::Kind::words:
          write(node.text, piece.text, place);
          break;
        case text::Piece::Kind::placeholder:
          node.kind = Node::Kind::value;
          node.text = piece.text;
          break;
        case text::Piece::Kind::bold:
          bold = !bold;
          if (place == Place::text) node.text = bold ? "<strong>" : "</strong>";
          break;
      }
      group.inside.push_back(std::move(node));
    }
    return group;
  }

  Position position_;
  Kind kind_;
  const text::Catalogues& catalogues_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  Markup markup_;
};

}  // namespace

void Position::refuse(std::string_view what) const {
  throw Refused(fmt::format("{}:{}: {}", name, line, what));
}

std::vector<Node> parse(std::string_view name, std::string_view source, Kind kind,
                        const text::Catalogues& catalogues) {
  return Parser{name, source, kind, catalogues}.read();
}

}  // namespace sallyport::templates
