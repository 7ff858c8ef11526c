// The colours of our pages, an operator's in their place, and whether people can read them.
//
// Source  WCAG 2.2: relative luminance and contrast ratio, 1.4.3 (text 4.5:1), 1.4.11 (edges 3:1).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "site/white_label/faults.hpp"

namespace sallyport::white_label {

/// "accent" to "#0b6472".
using Palette = std::map<std::string, std::string, std::less<>>;

struct Colours {
  Palette light;
  Palette dark;
};

/// Those of our own style sheet.
[[nodiscard]] Colours built_in_colours();

/// Between 1 and 21, of two colours written "#rrggbb".
[[nodiscard]] double contrast(std::string_view one, std::string_view other);

/// What an operator's colours.toml says; adds to the faults those pairs that are too close to each
/// other. Throws settings::Refused for keys and values that are none.
[[nodiscard]] Colours read_colours(std::string_view toml, std::string_view file, Faults&);

/// As rules of a style sheet; empty when there are none.
[[nodiscard]] std::string rules_of(const Colours&);

/// Whether every pair that we lay on each other can be read; the built-in colours are held against
/// it by a test.
void check_contrast(const Colours& whole, std::string_view toml, std::string_view file, Faults&);

}  // namespace sallyport::white_label
