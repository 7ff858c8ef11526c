// Pages and letters from template files: strict about names, always escaped, never raw.
//
// Read    template.hpp, parser.cpp (reads a template and decides the context of every place), render.cpp.
// Why     docs/decisions/0005-templates.md.
//
// The language (a subset of Mustache, and messages):
//     {{name}}                 a value, escaped for the place it stands in
//     {{#name}} ... {{/name}}  once if true, once for each element of a list, once for a present text
//     {{^name}} ... {{/name}}  if false, empty or absent
//     {{>part}}                another template ("templates/part.html"), with the same names
//     {{_ "Hello, {name}."}}   a message in the reader's language; {name} is a value, **bold** is strong
//     {{_n count "One code left." "{count} codes left."}}   its plural form
//
// A value may stand in text, in a quoted attribute, or in a quoted URL attribute (only http, https,
// mailto, otpauth or a path of our own; anything else becomes about:invalid). Everywhere else (script, style, event
// handler, unquoted attribute, tag name, comment) the template is refused when it is loaded. A name that
// the model does not give is an error, never an empty text. An inner model sees the names of the outer.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kit/text/text.hpp"

namespace sallyport::templates {

class Model;

/// What a name stands for.
using Value = std::variant<std::string, std::int64_t, bool, std::vector<Model>>;

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

/// All templates, read and checked once. Safe to call from several threads.
class Templates {
 public:
  /// From the files built into the program: "src/**/x.html", "src/**/x.mail.txt", "templates/*".
  /// Later calls to load() replace one of the same name (an operator's override), after the same check.
  explicit Templates(const text::Catalogues&);
  ~Templates();

  void load(std::string_view name, std::string_view source, Kind);

  /// `name` is the path in the source tree: "src/features/signin/password.html".
  [[nodiscard]] std::string render(std::string_view name, const Model&, text::Language) const;

  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace sallyport::templates
