// A template after it was read: a tree of what to write.
#pragma once

#include <string>
#include <vector>

#include "kit/templates/template.hpp"

namespace sallyport::templates {

/// What a value stands in, and with it how it is escaped.
enum class Place {
  plain,     // letters: as it is
  text,      // between tags: a message's ** becomes <strong>
  words,     // a quoted attribute, or <title> and <textarea>: no elements
  url,       // the beginning of an address
  url_part,  // behind the beginning of an address
};

struct Node {
  enum class Kind {
    literal,   // text
    value,     // text is its name
    section,   // text is the name of its condition
    inverted,  // the same
    part,      // text is the name of another template
    message,   // text is the name of its count, or empty; `inside` as form_of() says
    group,     // only holds `inside`
  };

  Kind kind = Kind::literal;
  Place place = Place::plain;
  int line = 0;
  std::string text;
  std::vector<Node> inside;
};

/// Which of a message's nodes is the form for that language and number.
[[nodiscard]] inline std::size_t form_of(text::Language language, std::int64_t count) {
  return static_cast<std::size_t>(language) * 2 + text::plural_form(count);
}

/// Where in a template something is wrong.
struct Position {
  std::string_view name;
  int line = 1;

  /// Throws Refused: `name:line: what`.
  [[noreturn]] void refuse(std::string_view what) const;
};

/// Reads a template and decides the place of each value. Throws Refused.
[[nodiscard]] std::vector<Node> parse(std::string_view name, std::string_view source, Kind,
                                      const text::Catalogues&);

}  // namespace sallyport::templates
