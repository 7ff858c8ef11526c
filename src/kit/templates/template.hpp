// Pages and letters from template files: strict about names, always escaped, never raw.
//
// Read    template.hpp, markup.hpp (what a place in HTML stands in), parser.cpp (reads a template),
//         templates.cpp (keeps them all), render.cpp, escape.cpp.
// Why     docs/decisions/0005-templates.md.
//
// The language (a subset of Mustache, and messages):
//     {{name}}                 a value, escaped for the place it stands in
//     {{#name}} ... {{/name}}  once if true, once for each element of a list, once for a text that
//     is not empty
//     {{^name}} ... {{/name}}  if false, zero or empty
//     {{>part}}                another template ("templates/part.html", in letters
//     "templates/part.txt"),
//                              with the same names
//     {{_ "Hello, {name}."}}   a message in the reader's language; {name} is a value, **bold** is
//     strong
//     {{_n count "One code left." "{count} codes left."}}   its plural form
//
// A value may stand in text, in a double-quoted attribute, or in a double-quoted URL attribute:
// there only http, https, mailto, otpauth or a path of our own; anything else becomes
// about:invalid. Behind the literal beginning of an address (href="/contacts/{{id}}?from={{page}}")
// a value is percent-encoded. Everywhere else (script, style, event handler, unquoted attribute,
// tag name, comment) the template is refused when it is loaded. A section leaves the markup as it
// found it: it may hold whole elements, whole attributes
// (<option{{#chosen}} selected{{/chosen}}>) or a part of one quoted value.
//
// In a message, \" is a quotation mark, and a line break with the blanks around it counts as one
// space. A message may stand in an attribute (placeholder="{{_ "Search"}}"); ** is left out there,
// and in letters.
//
// A line that holds nothing but sections and parts leaves no blank line. A name that the model does
// not give is an error, never an empty text. An inner model sees the names of the outer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kit/text/text.hpp"

namespace sallyport::templates {

class Model;

/// What a name stands for. A text::Message is translated when it is shown:
/// {"problem", text::Message{"Wrong code. {left} tries left."}.with("left", left)}.
using Value = std::variant<std::string, std::int64_t, bool, std::vector<Model>, text::Message>;

/// The names a template may use. Each page has a struct that makes one.
class Model {
 public:
  Model() = default;
  Model(std::initializer_list<std::pair<const std::string, Value>> values) : values_(values) {}
  Model& set(std::string name, Value value);
  /// All names of `other` too; a name given twice is a Bug.
  Model& add(Model other);
  [[nodiscard]] const Value* find(std::string_view name) const;

 private:
  std::map<std::string, Value, std::less<>> values_;
};

/// A template that cannot be loaded; what() gives name, line, and what to write instead.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// html: escaped as said above. text: for letters and the log of letters, nothing is escaped.
enum class Kind { html, text };

/// What a template does with a name: writes it, counts with it, or only asks whether it is there.
enum class Use { value, number, section };

/// One place where a template uses a name.
struct NameUse {
  std::string name;
  Use use = Use::value;
  std::set<std::string> within;  // the sections around it, in which alone a list's names are known
  int line = 0;                  // for a name of a part: where the part stands
};

/// A text of ours in a template: {{_ "..."}} or {{_n count "..." "..."}}.
struct TextUse {
  std::string singular;
  std::string plural;  // empty when there is none
  int line = 0;
};

/// All texts in a template. Throws Refused.
[[nodiscard]] std::vector<TextUse> texts_in(std::string_view name, std::string_view source);

/// All templates, read and checked once. Rendering is safe from several threads; load() is for the
/// start, before anything is rendered.
class Templates {
 public:
  /// From the files built into the program: "src/**/x.html", "src/**/x.mail.txt", "templates/*".
  /// The catalogues must live longer.
  explicit Templates(const text::Catalogues&);
  ~Templates();

  /// Adds one, or replaces one of the same name (an operator's override), after the same check. Its
  /// parts must be there already. Throws Refused, and then changes nothing.
  void load(std::string_view name, std::string_view source, Kind);

  /// `name` is the path in the source tree: "src/features/signin/password.html". Throws Bug, with
  /// template, line and name, for a name that the model does not give.
  [[nodiscard]] std::string render(std::string_view name, const Model&, text::Language) const;

  [[nodiscard]] std::vector<std::string> names() const;

  /// The names a template uses, with those of its parts and its lists: for a test that fills every
  /// place, and to hold an operator's override against what the page gives.
  [[nodiscard]] std::map<std::string, Use> uses(std::string_view name) const;
  /// The same, place by place.
  [[nodiscard]] std::vector<NameUse> name_uses(std::string_view name) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace sallyport::templates
