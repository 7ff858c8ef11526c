// An operator's pictures: what they are, how large, and that nothing in them runs.
//
// Source  PNG (W3C, third edition) §11.2.1 IHDR; SVG 2, narrowed to drawing.
#pragma once

#include <optional>
#include <string_view>

#include "site/white_label/faults.hpp"

namespace sallyport::white_label {

struct Size {
  double width = 0;
  double height = 0;
};

/// Adds what is wrong with the drawing: anything but shapes, colours and text; no viewBox.
[[nodiscard]] std::optional<Size> check_svg(std::string_view svg, std::string_view file, Faults&);

/// Adds what is wrong with the picture: not a PNG, too small to be sharp, too large to be quick.
[[nodiscard]] std::optional<Size> check_png(std::string_view png, std::string_view file, Faults&);

}  // namespace sallyport::white_label
