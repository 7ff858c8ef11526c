// Letter by letter, as CSS Syntax Level 3 §4 reads it: comments and strings are passed over, so
// that what is looked for is not found in them, nor hidden by them.
#include "site/white_label/style_sheet.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sallyport::white_label {
namespace {

struct Forbidden {
  std::string_view word;
  std::string_view reason;
};

constexpr std::array forbidden{
    Forbidden{"@import", "@import fetches another style sheet: put its rules here"},
    Forbidden{"@namespace", "@namespace is of no use here: leave it out"},
    Forbidden{"url(", "url() fetches something: a logo is logo.svg, fonts are the reader's own"},
    Forbidden{"src(", "src() fetches something: leave it out"},
    Forbidden{"image-set(", "image-set() fetches something: leave it out"},
    Forbidden{"image(", "image() fetches something: leave it out"},
    Forbidden{"expression(", "expression() was a script once: leave it out"},
    Forbidden{"-moz-binding", "-moz-binding was a script once: leave it out"},
    Forbidden{"behavior:", "behavior was a script once: leave it out"},
};

/// The sheet with comments and strings blanked, in small letters; says what is not closed.
std::string laid_bare(std::string_view css, std::string_view file, Faults& faults) {
  std::string bare;
  char open = ' ';  // a quotation mark, '*' in a comment, ' ' outside both
  std::size_t begun = 0;
  for (std::size_t i = 0; i < css.size(); ++i) {
    const char c = css[i];
    if (open == '*') {
      if (css.substr(i, 2) == "*/") {
        open = ' ';
        ++i;
        bare += ' ';
      }
      bare += c == '\n' ? '\n' : ' ';
    } else if (open != ' ') {
      if (c == '\n') break;
      if (c == '\\' && i + 1 < css.size()) {
        ++i;
        bare += ' ';
      } else if (c == open) {
        open = ' ';
      }
      bare += ' ';
    } else if (css.substr(i, 2) == "/*" || c == '"' || c == '\'') {
      open = c == '/' ? '*' : c;
      begun = i;
      bare += ' ';
    } else {
      // An escape could spell what is looked for; no rule needs one outside a string.
      if (c == '\\')
        faults.add(file, line_of(css, i), "a \\ outside a string: write the letter itself");
      bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  if (open != ' ') {
    faults.add(file, line_of(css, begun),
               open == '*' ? "a comment begins here and does not end"
                           : "a string begins here and does not end in its line");
  }
  return bare;
}

}  // namespace

void check_style_sheet(std::string_view css, std::string_view file, Faults& faults) {
  const std::string bare = laid_bare(css, file, faults);
  for (const Forbidden& one : forbidden) {
    for (auto at = bare.find(one.word); at != std::string::npos; at = bare.find(one.word, at + 1)) {
      faults.add(file, line_of(bare, at), one.reason);
    }
  }
  std::int64_t depth = 0;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    if (bare[i] == '{') ++depth;
    if (bare[i] == '}' && --depth < 0) {
      faults.add(file, line_of(bare, i), "a } without its {");
      return;
    }
  }
  if (depth > 0) faults.add(file, line_of(bare, bare.size()), "a { without its }");
}

}  // namespace sallyport::white_label
