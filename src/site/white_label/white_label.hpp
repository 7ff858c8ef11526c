// The operator's own look and words: a folder that replaces parts of the portal without building.
//
//     overrides/
//       colours.toml              [light] and [dark]: accent = "#0b6472"
//       style.css                 rules behind ours
//       logo.svg or logo.png      before the portal's name; a wide one stands in its place
//       icon.svg or icon.png      in the browser's tab
//       texts/en.po, nl.po        texts of ours in other words
//       templates/..., src/...    templates, letters too, under their names in the source
//
// Everything is read and checked at the start; what is not right stops it, with file, line and
// reason. Nothing in the folder can bring in a script.
//
// Read    white_label.hpp, folder.cpp (which files there are), colours.hpp, logo.hpp,
//         style_sheet.hpp, own_texts.cpp, own_templates.cpp.
// Why     docs/decisions/0021-white-label.md; for operators docs/operate/white-label.md.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kit/http/message.hpp"
#include "kit/templates/template.hpp"
#include "kit/text/text.hpp"
#include "site/white_label/served.hpp"

namespace sallyport::white_label {

/// Something in the folder is not right: `overrides/style.css:12: reason`, a line each.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Logo {
  Served file;
  int width = 36;        // when it stands 36 pixels high
  bool is_wide = false;  // then it holds the name, and ours is left out
};

/// What pages need of it; all empty without a folder.
struct Look {
  std::optional<Served> style_sheet;
  std::optional<Logo> logo;
  std::optional<Served> icon;

  /// The file that is served under that name, if any.
  [[nodiscard]] std::optional<http::Response> file(std::string_view served_name) const;
};

struct Overrides {
  Look look;
  text::Replacements texts;
  std::map<std::string, std::string> templates;  // source by name
  std::string folder;                            // for what is said about them

  /// "3 templates, 2 texts, colours": for `doctor`.
  [[nodiscard]] std::string summary() const;
};

/// The names of all that can be replaced, as they stand in the folder.
[[nodiscard]] std::vector<std::string> replaceable();
[[nodiscard]] bool can_be_replaced(std::string_view name);

/// Reads the folder and checks all but the templates. Throws Refused with all that is wrong.
[[nodiscard]] Overrides read(const std::filesystem::path& folder);

/// Puts the operator's templates in the place of ours, after the same checks and some more: they
/// use the values that ours use, send the same fields to the same addresses, and hold no script.
/// Throws Refused or templates::Refused.
void replace_templates(const Overrides&, templates::Templates&);

}  // namespace sallyport::white_label
